import { activateVersion } from "../../../sdk/bootstrap/cman/activate";
import { inspectCmanState } from "../../../sdk/bootstrap/cman/inspect";
import { recorded } from "../../cman/recordings";
import { RootedNode } from "../../hosts/rooted-node";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const { output } = recorded("10-both-rsha1", "cman_tool status");
const status = (version: number, flags = "2node"): string =>
  output
    .replace(/^Config Version: .*$/m, `Config Version: ${version}`)
    .replace(/^Flags: .*$/m, `Flags: ${flags} `);
const SUSPENDED = "2node Error";

let nodes: RootedNode[];
afterEach(() => nodes.forEach((node) => node.close()));

/** Makes a node whose CMAN has one status first and another one later. */
function makeNode(name: string, first: string, next: string, becomes: string): RootedNode {
  const node = new RootedNode(name);
  node.program("service", "exit 0");
  node.program("chkconfig", "exit 0");
  node.program("fence_tool", "exit 1");
  node.program("pidof", "exit 1");
  node.program(
    "cman_tool",
    `if [ "$1" = version ]; then : >"$DIR/activated"; exit 0; fi
if ${becomes}; then cat <<'EOF'
${next}
EOF
else cat <<'EOF'
${first}
EOF
fi`,
  );
  return node;
}
/** Heals by itself at the third look, as CMAN does within a second after the copy. */
const BY_ITSELF = 'echo >>"$DIR/looks"; [ "$(wc -l <"$DIR/looks")" -gt 2 ]';
const BY_COMMAND = '[ -e "$DIR/activated" ]';

const run = async (...made: RootedNode[]): Promise<unknown> => {
  nodes = made;
  const failure = await activateVersion(await Promise.all(nodes.map(inspectCmanState)), 7, 5).then(
    () => "",
    (e: unknown) => (e as Error).message,
  );
  return { failure, commands: nodes.filter((n) => n.sent.argv.includes("-r")).map((n) => n.node) };
};

describe("activateVersion", () => {
  test("waits for a suspended node that has the file, and runs no command on it", async () => {
    const well = makeNode("rsha1", status(7), "", "false");
    const suspended = makeNode("rsha2", status(6, SUSPENDED), status(7), BY_ITSELF);
    expect(await run(well, suspended)).toEqual({ failure: "", commands: [] });
  }, 30_000);

  test("runs the command on a node that is not suspended, and waits for the others", async () => {
    const suspended = makeNode("rsha1", status(6, SUSPENDED), status(7), BY_ITSELF);
    const well = makeNode("rsha2", status(6), status(7), BY_COMMAND);
    expect(await run(suspended, well)).toEqual({ failure: "", commands: ["rsha2"] });
  }, 30_000);

  test("does not believe the first look, at which a node is not suspended yet", async () => {
    const well = makeNode("rsha1", status(6), status(7), BY_COMMAND);
    const late = makeNode("rsha2", status(7), status(7, SUSPENDED), BY_ITSELF);
    expect(await run(well, late)).toEqual({
      failure:
        "rsha2: CMAN has not taken version 7 of cluster.conf; it does nothing until it has: look at /var/log/cluster/corosync.log there, and run pulumi up again, which raises the version where that helps",
      commands: ["rsha1"],
    });
  }, 60_000);
});
