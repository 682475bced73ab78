import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { must, run } from "../lab/command";
import type { Lab } from "../lab/cluster/lab";
import { cacheDir } from "../lab/paths";
import { step } from "../lab/progress";
import { crmConfiguration, pcsCommands, playbook } from "./guide";

/** Another tool that makes the guide's configuration. */
export interface Rival {
  readonly who: string;
  /** Ends when the configuration is in the CIB. */
  readonly run: () => Promise<void>;
  /** Changes one property, with the smallest command that there is. Ends when the change is in the CIB. */
  readonly change?: () => Promise<void>;
}

/** Runs commands with OpenSSH's defaults: one connection per command, without a shared master. */
export function remoteOf(lab: Lab): (command: string, stdin?: string) => Promise<void> {
  const { nodes, connection } = lab.connection();
  const [first] = nodes;
  const argv = [
    ...["ssh", "-o", "BatchMode=yes", "-o", `UserKnownHostsFile=${connection.knownHostsPath}`],
    ...[
      "-i",
      connection.privateKeyPath,
      "-p",
      String(first?.port),
      `${connection.user}@${first?.host ?? ""}`,
    ],
  ];
  return async (command, stdin = "") => {
    await must([...argv, command], { stdin });
  };
}

const ANSIBLE = "ansible==11.13.0";

/** Installs Ansible in its own virtual environment. Returns `undefined` if this fails. */
async function ansiblePlaybook(): Promise<string | undefined> {
  const home = join(cacheDir(), ANSIBLE.replace("==", "-"));
  const program = join(home, "bin", "ansible-playbook");
  if (existsSync(program)) return program;
  return step(`installing ${ANSIBLE}`, async () => {
    mkdirSync(cacheDir(), { recursive: true });
    const made = await run(["python3", "-m", "venv", home]);
    const { exitCode } =
      made.exitCode === 0 ? await run([join(home, "bin", "pip"), "install", "-q", ANSIBLE]) : made;
    if (exitCode === 0) return program;
    rmSync(home, { recursive: true, force: true });
    return undefined;
  });
}

async function ansible(lab: Lab): Promise<Rival[]> {
  const program = await ansiblePlaybook();
  if (program === undefined) return [];
  const { nodes, connection } = lab.connection();
  const [first] = nodes;
  return [
    {
      who: "Ansible (community.general)",
      run: async () => {
        const dir = mkdtempSync(join(tmpdir(), "bench-ansible-"));
        try {
          const host = {
            ansible_host: first?.host,
            ansible_port: first?.port,
            ansible_user: connection.user,
            ansible_ssh_private_key_file: connection.privateKeyPath,
            ansible_ssh_common_args: `-o UserKnownHostsFile=${connection.knownHostsPath}`,
          };
          writeFileSync(
            join(dir, "inventory.json"),
            JSON.stringify({ all: { hosts: { rsha1: host } } }),
          );
          writeFileSync(join(dir, "guide.json"), playbook(lab.facts()));
          const env = { ...process.env, ANSIBLE_HOME: dir, LC_ALL: "C.UTF-8" };
          await must([program, "-i", join(dir, "inventory.json"), join(dir, "guide.json")], {
            env,
          });
        } finally {
          rmSync(dir, { recursive: true, force: true });
        }
      },
    },
  ];
}

export const PCS = "pcs, one SSH session";
export const CRM = "crm configure load update";

export async function rivals(lab: Lab): Promise<readonly Rival[]> {
  const remote = remoteOf(lab);
  const commands = pcsCommands(lab.facts());
  return [
    { who: PCS, run: () => remote(["set -e", ...commands].join("\n")) },
    {
      who: "pcs, one SSH session per command",
      run: async () => {
        for (const command of commands) await remote(command);
      },
    },
    {
      who: CRM,
      run: () => remote("crm configure load update -", crmConfiguration(lab.facts())),
      change: () => remote("crm_resource -r ping --set-parameter timeout --parameter-value 6"),
    },
    ...(await ansible(lab)),
  ];
}
