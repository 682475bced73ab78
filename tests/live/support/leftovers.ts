import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";

/** Files where programs leave temporary ones (pcsd its own), and commands as only the library starts them. */
const LOOK = `
find /tmp /var/tmp /root /run/lock -xdev ! -type d ! -path '/tmp/*-*-*' 2>/dev/null | sort
pgrep -af '^(timeout -k|sh -c|cibadmin|crm_simulate)' | cut -d' ' -f2- | sort
`;

/** What a run could leave in the nodes: temporary files, and commands that go on. */
export async function leftovers(lab: Lab): Promise<Record<string, string[]>> {
  const looks = nodeNames.map(async (node): Promise<[string, string[]]> => {
    const { stdout } = await lab.exec(node, ["bash", "-c", LOOK]);
    return [node, stdout.split("\n").filter((line) => line !== "")];
  });
  return Object.fromEntries(await Promise.all(looks));
}
