import type { Lab } from "../cluster/lab";

/** Versions of the programs on the nodes of a lab. */
export interface Versions {
  readonly system: string;
  readonly pacemaker: string;
  readonly pcs: string;
  readonly corosync: string;
  readonly systemd: string;
}

const COMMANDS: Readonly<Record<keyof Versions, string>> = {
  system: `. /etc/os-release; echo "$PRETTY_NAME"`,
  pacemaker: "pacemakerd --version",
  pcs: "pcs --version",
  corosync: "corosync -v",
  systemd: "/lib/systemd/systemd --version",
};

/** Reads the versions: the number in the first line of what each program prints. */
export async function versionsOf(lab: Lab): Promise<Versions> {
  const read = async ([name, command]: [string, string]): Promise<[string, string]> => {
    const { stdout } = await lab.exec("rsha1", ["sh", "-c", command]);
    const line = stdout.split("\n")[0] ?? "";
    return [name, name === "system" ? line : (/\d+(\.\d+)*/.exec(line)?.[0] ?? "")];
  };
  const found = await Promise.all(Object.entries(COMMANDS).map(read));
  return Object.fromEntries(found) as unknown as Versions;
}
