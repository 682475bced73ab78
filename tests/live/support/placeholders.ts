import type { Lab } from "../../lab/cluster/lab";

/** Values of a lab that occur in a state, with the names that replace them in a stored state: `%gateway%`. */
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

/** Replaces the names in JSON or XML with a lab's values. */
export const filled = (text: string, lab: Lab): string =>
  placeholders(lab).reduce(
    (t, [name, value]) => t.replaceAll(isNumber(value) ? `"%${name}%"` : `%${name}%`, value),
    text,
  );

/** Replaces a lab's values with the names. */
export const emptied = (text: string, lab: Lab): string =>
  placeholders(lab).reduce(
    (t, [name, value]) =>
      isNumber(value)
        ? t.replaceAll(new RegExp(`\\b${value}\\b`, "g"), `"%${name}%"`)
        : t.replaceAll(new RegExp(`${value}(?![0-9])`, "g"), `%${name}%`),
    text,
  );
