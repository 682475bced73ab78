import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";

/** Lists files in directories for temporary files (except pcsd's), and commands that only the library starts. */
const LOOK = `
find /tmp /var/tmp /root /run/lock -xdev ! -type d ! -path '/tmp/*-*-*' 2>/dev/null | sort
pgrep -af '^(timeout -k|sh -c|cibadmin|crm_simulate)' | cut -d' ' -f2- | sort
`;

/** Returns what a run may have left on each node: temporary files and running commands. */
export async function leftovers(lab: Lab): Promise<Record<string, string[]>> {
  const looks = nodeNames.map(async (node): Promise<[string, string[]]> => {
    const { stdout } = await lab.exec(node, ["bash", "-c", LOOK]);
    return [node, stdout.split("\n").filter((line) => line !== "")];
  });
  return Object.fromEntries(await Promise.all(looks));
}
