import type { Lab } from "../../lab/cluster/lab";

/** What of a lab stands in a state, and the name that stands for it in one that is kept: `%gateway%`. */
const placeholders = (lab: Lab): readonly (readonly [string, string])[] => {
  const { nodes, connection } = lab.connection();
  const { floatingIp, gateway } = lab.facts();
  return Object.entries({
    ...Object.fromEntries(nodes.map(({ name, port }) => [name, String(port)])),
    floatingIp,
    gateway,
    privateKeyPath: connection.privateKeyPath,
    knownHostsPath: connection.knownHostsPath,
  });
};

const isNumber = (value: string): boolean => /^\d+$/.test(value);

/** JSON or XML with the values of a lab in place of the names. */
export const filled = (text: string, lab: Lab): string =>
  placeholders(lab).reduce(
    (t, [name, value]) => t.replaceAll(isNumber(value) ? `"%${name}%"` : `%${name}%`, value),
    text,
  );

/** The reverse. */
export const emptied = (text: string, lab: Lab): string =>
  placeholders(lab).reduce(
    (t, [name, value]) =>
      isNumber(value)
        ? t.replaceAll(new RegExp(`\\b${value}\\b`, "g"), `"%${name}%"`)
        : t.replaceAll(new RegExp(`${value}(?![0-9])`, "g"), `%${name}%`),
    text,
  );
