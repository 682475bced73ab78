import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import type { Result } from "../../lab/command";

/** Somebody else who writes to the cluster all the time: shell text that makes the object `$id`. */
export interface Author {
  readonly node: NodeName;
  /** Shell words; `$id` is the constraint to make, `$i` its number. */
  readonly writes: string;
}

/** Real tools, each in its own way: pcs replaces the whole configuration, crm and cibadmin send what they change. */
export const authors = {
  // Each names a node of its own, which need not exist: pcs itself removes what names the same resource and node.
  pcs: { node: "rsha2", writes: 'pcs --force constraint location add "$id" foreign "$id" "$i"' },
  crm: { node: "rsha1", writes: 'crm -F configure location "$id" foreign "$i": rsha1' },
  cibadmin: {
    node: "rsha2",
    writes: `cibadmin --create -o constraints -X "<rsc_location id='$id' rsc='foreign' node='rsha1' score='$i'/>" &&
      cibadmin --modify -o resources -X "<primitive id='foreign'><meta_attributes id='foreign-meta_attributes'><nvpair id='foreign-counter' name='counter' value='$i'/></meta_attributes></primitive>"`,
  },
  /** Changes the status all the time, and makes no object. */
  status: { node: "rsha2", writes: 'attrd_updater --name churn --update "$i"' },
  versioned: {
    node: "rsha1",
    writes: `cibadmin -Q >/run/old.xml && epoch=$(sed -nE '1s/.* epoch="([0-9]+)".*/\\1/p' /run/old.xml) &&
      sed -E -e "1s/ epoch=\\"$epoch\\"/ epoch=\\"$((epoch + 1))\\"/" -e '1s/num_updates="[0-9]+"/num_updates="0"/' \
        -e 's|<constraints/>|<constraints></constraints>|' -e "s|</constraints>|<rsc_location id='$id' rsc='foreign' node='rsha1' score='$i'/></constraints>|" /run/old.xml >/run/new.xml &&
      { crm_diff -o /run/old.xml -n /run/new.xml >/run/patch.xml; cibadmin --patch -x /run/patch.xml; }`,
  },
} as const satisfies Record<string, Author>;

export type AuthorName = keyof typeof authors;

const STOP = "/run/stop-writing";

/** The loop of one author; prints the id of each object whose command exited with 0. */
const loop = (prefix: string, { writes }: Author): string => `
PATH=/usr/sbin:/usr/bin:/sbin:/bin
i=0
while [ ! -e ${STOP} ]; do
  i=$((i + 1)); id=${prefix}-$i
  { ${writes}; } >/dev/null 2>&1 && echo "$id"
  sleep 0.3
done
exit 0
`;

/** What one author has made, by the exit codes of his tool. */
export type Made = Partial<Record<AuthorName, string[]>>;

let calls = 0;

/** Lets authors write while something is done, and returns what both have to say. */
export async function whileOthersWrite<T>(
  lab: Lab,
  names: readonly AuthorName[],
  work: () => Promise<T>,
): Promise<{ readonly done: T; readonly made: Made }> {
  calls += 1; // what they made before is still there
  const nodes = [...new Set(names.map((name) => authors[name].node))];
  const writing = names.map((name): Promise<Result> => {
    const author = authors[name];
    return lab.exec(author.node, ["timeout", "300", "sh", "-c", loop(`${name}-${calls}`, author)]);
  });
  try {
    const done = await work();
    await onNodes(lab, nodes, ["touch", STOP]);
    const said = await Promise.all(writing);
    const made = names.map((name, i) => [name, linesOf(said[i])]);
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
