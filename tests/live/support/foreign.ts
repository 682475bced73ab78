import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import type { Result } from "../../lab/command";

/** A foreign writer that writes to the cluster continuously. */
export interface Author {
  readonly node: NodeName;
  /** Shell command. `$id` is the constraint to make, `$i` its number. */
  readonly writes: string;
  /** Seconds between two writes. Default: 0.3. */
  readonly pause?: number;
}

const CREATE = `cibadmin --create -o constraints -X "<rsc_location id='$id' rsc='foreign' node='rsha1' score='$i'/>"`;

/** Real tools. pcs replaces the whole configuration; crm and cibadmin send their changes only. */
export const authors = {
  // Each constraint names another node, which need not exist: pcs replaces a constraint for the same resource and node.
  pcs: { node: "rsha2", writes: 'pcs --force constraint location add "$id" foreign "$id" "$i"' },
  crm: { node: "rsha1", writes: 'crm -F configure location "$id" foreign "$i": rsha1' },
  cibadmin: {
    node: "rsha2",
    writes: `${CREATE} &&
      cibadmin --modify -o resources -X "<primitive id='foreign'><meta_attributes id='foreign-meta_attributes'><nvpair id='foreign-counter' name='counter' value='$i'/></meta_attributes></primitive>"`,
  },
  /** A timer or a person: one change of the configuration a second. */
  timer: { node: "rsha2", writes: CREATE, pause: 1 },
  /** Changes only the status, about ten times a second, and makes no object. */
  status: { node: "rsha2", writes: 'attrd_updater --name churn --update "$i"', pause: 0.05 },
  /** Lets the resource `flapping` fail, so that the cluster keeps recovering it. Makes no object. */
  flapper: { node: "rsha2", writes: "rm -f /run/flapping.state" },
  versioned: {
    node: "rsha1",
    writes: `cibadmin -Q >/run/old.xml && epoch=$(sed -nE '1s/.* epoch="([0-9]+)".*/\\1/p' /run/old.xml) &&
      sed -E -e "1s/ epoch=\\"$epoch\\"/ epoch=\\"$((epoch + 1))\\"/" -e '1s/num_updates="[0-9]+"/num_updates="0"/' \
        -e 's|<constraints/>|<constraints></constraints>|' -e "s|</constraints>|<rsc_location id='$id' rsc='foreign' node='rsha1' score='$i'/></constraints>|" /run/old.xml >/run/new.xml &&
      { crm_diff -o /run/old.xml -n /run/new.xml >/run/patch.xml; cibadmin --patch -x /run/patch.xml; }`,
  },
} as const satisfies Record<string, Author>;

export type AuthorName = keyof typeof authors;

/** Makes the resource `flapping` for its author, with a monitor every second, and `foreign` for the others. */
export const FLAPPING = `
pcs property set fencing-enabled=false 2>/dev/null || pcs property set stonith-enabled=false
pcs resource create foreign ocf:pacemaker:Dummy
pcs resource create flapping ocf:pacemaker:Dummy state=/run/flapping.state op monitor interval=1s
pcs constraint location flapping prefers rsha2=1000
`;

const STOP = "/run/stop-writing";

/** Shell loop of one author. Prints the id of each object whose command exited with 0. */
const loop = (prefix: string, { writes, pause = 0.3 }: Author): string => `
PATH=/usr/sbin:/usr/bin:/sbin:/bin
i=0
while [ ! -e ${STOP} ]; do
  i=$((i + 1)); id=${prefix}-$i
  { ${writes}; } >/dev/null 2>&1 && echo "$id"
  sleep ${pause}
done
exit 0
`;

/** Ids of the objects that each author has made, by the exit codes of the tool. */
export type Made = Partial<Record<AuthorName, string[]>>;

let calls = 0;

/** Lets authors write during `work`. Returns the result of `work` and the authors' objects. */
export async function whileOthersWrite<T>(
  lab: Lab,
  names: readonly AuthorName[],
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly made: Made }> {
  calls += 1; // the objects of earlier calls still exist
  const nodes = [...new Set(names.map((name) => authors[name].node))];
  const writing = names.map((name): Promise<Result> => {
    const author = authors[name];
    return lab.exec(author.node, ["timeout", "300", "sh", "-c", loop(`${name}-${calls}`, author)]);
  });
  try {
    const done = await work();
    await onNodes(lab, nodes, ["touch", STOP]);
    const results = await Promise.all(writing);
    const made = names.map((name, i) => [name, linesOf(results[i])]);
    return { done, made: Object.fromEntries(made) as Made };
  } finally {
    await onNodes(lab, nodes, ["touch", STOP]);
    await Promise.allSettled(writing);
    await onNodes(lab, nodes, ["rm", "-f", STOP, "/run/old.xml", "/run/new.xml", "/run/patch.xml"]);
  }
}

const linesOf = (result: Result | undefined): string[] =>
  (result?.stdout ?? "").split("\n").filter((line) => line !== "");

async function onNodes(lab: Lab, nodes: readonly NodeName[], argv: string[]): Promise<void> {
  await Promise.all(nodes.map((node) => lab.exec(node, argv)));
}
