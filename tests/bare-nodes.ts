import type { CommandResult, RunOptions, Session } from "../sdk/host/ssh/session";

const CONF = (nodes: readonly string[]): string =>
  [
    "totem {\n  version: 2\n  cluster_name: demo\n  transport: knet\n}",
    `nodelist {\n${nodes.map((name, i) => `  node {\n    ring0_addr: ${name}\n    name: ${name}\n    nodeid: ${i + 1}\n  }`).join("\n")}\n}`,
    "quorum {\n  provider: corosync_votequorum\n  two_node: 1\n}\n",
  ].join("\n");

const CIB = (nodes: readonly string[]): string =>
  `<cib epoch="1" num_updates="1" admin_epoch="0" have-quorum="1" dc-uuid="1"><configuration><crm_config/><nodes>` +
  nodes.map((name, i) => `<node id="${i + 1}" uname="${name}"/>`).join("") +
  `</nodes><resources/><constraints/></configuration><status>` +
  nodes
    .map(
      (name, i) =>
        `<node_state id="${i + 1}" uname="${name}" in_ccm="true" crmd="online" join="member"/>`,
    )
    .join("") +
  `</status></cib>`;

/** Nodes with pcs and without a cluster. Every pcs command succeeds immediately. */
export class BareNodes {
  private isSetUp = false;

  constructor(private readonly names: readonly string[]) {}

  session(node: string): Session {
    return {
      node,
      run: (argv, options = {}) => Promise.resolve(this.run(argv, options)),
      close: () => undefined,
    };
  }

  private run(argv: readonly string[], { label = "" }: RunOptions): CommandResult {
    const answer = (stdout: string, exitCode = 0): CommandResult => ({
      stdout,
      stderr: "",
      exitCode,
    });
    if (label.startsWith("read ")) return this.isSetUp ? answer(CONF(this.names)) : answer("", 166);
    if (label === "systemctl is-active") return answer("active pcsd\n");
    if (label === "getent ahosts")
      return answer(this.names.map((name, i) => `${name} 192.0.2.${i + 1}\n`).join(""));
    if (argv.includes("--version")) return answer("0.11.5\n");
    if (argv.includes("setup")) this.isSetUp = true;
    if (argv[0] === "cibadmin") return answer(CIB(this.names));
    return answer("");
  }
}
