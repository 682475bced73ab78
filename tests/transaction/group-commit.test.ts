import { append, element } from "../../sdk/cib/xml/element";
import { byId, updateSection } from "../../sdk/cib/xml/find";
import { queryQuorateCib } from "../../sdk/transaction/quorum";
import { type Edit, Transactions } from "../../sdk/transaction/group-commit";
import { ForeignWriters } from "../../sdk/transaction/foreign-writers";
import { PatchRefused, Refused } from "../../sdk/errors";
import type { CommandResult, Session } from "../../sdk/host/ssh/session";

/** A node whose cibadmin knows versions, but no schema: it answers, counts, and refuses as it is told. */
class Node implements Session {
  readonly node = "rsha1";
  epoch = 5;
  quorum = 1;
  /** The quorum from the first patch on. */
  quorumAfter: number | undefined;
  readonly patches: string[] = [];
  reads = 0;

  constructor(private readonly refuse: (patch: string, nth: number) => number = () => 0) {}

  run(argv: readonly string[], { stdin = "" } = {}): Promise<CommandResult> {
    const answer = (exitCode: number, stdout: string): Promise<CommandResult> =>
      Promise.resolve({ exitCode, stdout, stderr: exitCode === 0 ? "" : "refused" });
    if (argv[0] === "crm_verify") return answer(78, "");
    if (argv[0] === "pacemakerd") return answer(127, "");
    if (argv[0] === "cibadmin") {
      this.reads += 1;
      return answer(0, this.cib());
    }
    const exitCode = this.refuse(stdin, this.patches.length);
    this.patches.push(stdin);
    if (exitCode === 0) this.epoch += 1;
    this.quorum = this.quorumAfter ?? this.quorum;
    return exitCode === 0 ? answer(0, `committed\n${this.cib()}`) : answer(exitCode, "");
  }

  close(): void {
    // nothing is open
  }

  private cib(): string {
    return `<cib admin_epoch="0" epoch="${this.epoch}" have-quorum="${this.quorum}"><configuration><resources/></configuration></cib>`;
  }
}

const transactionsOn = (node: Node, writers = new ForeignWriters()): Transactions =>
  new Transactions({
    onAnyNode: (work) => work(node),
    query: async (session) => {
      const cib = await queryQuorateCib(session);
      writers.noteVersion(cib);
      return cib;
    },
    writers,
    committed: () => undefined,
  });

const adding =
  (id: string): Edit<string> =>
  (cib) => ({
    cib: updateSection(cib, "resources", (r) => append(r, element("primitive", { id }))),
    value: id,
  });

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i}`);
const idsIn = (patch: string): string[] =>
  [...patch.matchAll(/id="(p\d+)"/g)].map((m) => m[1] ?? "");

test("what arrives while a transaction is in flight travels together in the next one", async () => {
  const node = new Node();
  const transactions = transactionsOn(node);
  const [, ...later] = names(10);
  let others: readonly Promise<string>[] = [];
  await transactions.submit("p0", (cib) => {
    others = later.map((id) => transactions.submit(id, adding(id)));
    return adding("p0")(cib);
  });
  expect(await Promise.all(others)).toEqual(later);
  expect(node.patches.map(idsIn)).toEqual([["p0"], later]);
  expect(node.reads).toBe(2);
});

test("what arrives while agents are asked travels along", async () => {
  const node = new Node();
  const transactions = transactionsOn(node);
  let second: Promise<string> | undefined;
  const asked = new Promise<void>((resolve) => {
    setImmediate(() => {
      second = transactions.submit("p1", adding("p1"));
      resolve();
    });
  });
  await transactions.submit("p0", adding("p0"), { ready: asked });
  await second;
  expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0", "p1"]], 1]);
});

describe("on what the last commit left", () => {
  const ofConfiguration = true;

  test("an edit of the configuration reads nothing; one that looks at the status does", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    await transactions.submit("p0", adding("p0"), { ofConfiguration });
    await transactions.submit("p1", adding("p1"), { ofConfiguration });
    expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1"]], 1]);
    await transactions.submit("p2", adding("p2"));
    expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1"], ["p2"]], 2]);
  });

  test("it is read again where another writer came between", async () => {
    const node: Node = new Node((patch) =>
      patch.includes(`<source admin_epoch="0" epoch="${node.epoch}"`) ? 0 : 103,
    );
    const transactions = transactionsOn(node);
    await transactions.submit("p0", adding("p0"), { ofConfiguration });
    node.epoch += 1;
    await transactions.submit("p1", adding("p1"), { ofConfiguration });
    expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1"], ["p1"]], 2]);
  });

  test("it is read again where another writer came before the header was read back", async () => {
    const node: Node = new Node((_patch, nth) => {
      if (nth === 0) node.epoch += 1;
      return 0;
    });
    const transactions = transactionsOn(node);
    await transactions.submit("p0", adding("p0"), { ofConfiguration });
    await transactions.submit("p1", adding("p1"), { ofConfiguration });
    expect(node.reads).toBe(2);
  });

  test("whoever comes to nothing, or is refused, looks for himself", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    const same: Edit<number> = (cib) => ({ cib, value: cib.children.length });
    await transactions.submit("p0", adding("p0"), { ofConfiguration });
    await transactions.submit("same", same, { ofConfiguration });
    expect(node.reads).toBe(2);
    await transactions.submit("p1", adding("p1"), { ofConfiguration });
    const refused = transactions.submit(
      "p2",
      () => {
        throw new Refused("no");
      },
      { ofConfiguration },
    );
    await expect(refused).rejects.toEqual(new Refused("no"));
    expect([node.reads, node.patches.length]).toEqual([4, 2]);
  });

  test("it is read again where the partition has lost its quorum", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    node.quorumAfter = 0;
    await transactions.submit("p0", adding("p0"), { ofConfiguration });
    const failing = transactions.submit("p1", adding("p1"), { ofConfiguration });
    await expect(failing).rejects.toThrow("its partition has no quorum");
    expect(node.patches.map(idsIn)).toEqual([["p0"]]);
  });
});

test("an edit that changes nothing sends no patch", async () => {
  const node = new Node();
  const value = await transactionsOn(node).submit("same", (cib) => ({ cib, value: 7 }));
  expect([value, node.patches]).toEqual([7, []]);
});

test("a patch that came too late is made anew on a newer configuration", async () => {
  const node = new Node((_patch, nth) => (nth < 2 ? 103 : 0));
  await transactionsOn(node).submit("p0", adding("p0"));
  expect([node.patches.length, node.reads]).toEqual([3, 3]);
});

test("a patch that did not arrive whole is sent again", async () => {
  const node = new Node((_patch, nth) => (nth === 0 ? 166 : 0));
  await transactionsOn(node).submit("p0", adding("p0"));
  expect(node.patches.length).toBe(2);
});

test("of several that are refused together, the culprit alone fails", async () => {
  const node = new Node((patch) => (patch.includes('id="p2"') ? 78 : 0));
  const transactions = transactionsOn(node);
  const done = await Promise.allSettled(names(4).map((id) => transactions.submit(id, adding(id))));
  expect(done.map((d) => d.status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  expect(node.patches.map(idsIn)).toEqual([names(4), ["p0"], ["p1"], ["p2"], ["p3"]]);
});

test("an edit that is refused changes nothing and takes nobody with it", async () => {
  const node = new Node();
  const transactions = transactionsOn(node);
  const refused = transactions.submit("bad", () => {
    throw new Refused("no");
  });
  const fine = transactions.submit("p1", adding("p1"));
  await expect(refused).rejects.toEqual(new Refused("no"));
  await expect(fine).resolves.toBe("p1");
  expect(node.patches.map(idsIn)).toEqual([["p1"]]);
});

test("what cannot be prepared fails before anything is sent", async () => {
  const node = new Node();
  const noAgent = Promise.reject(new Refused("no such agent"));
  const failing = transactionsOn(node).submit("p0", adding("p0"), { ready: noAgent });
  await expect(failing).rejects.toEqual(new Refused("no such agent"));
  expect(node.patches).toEqual([]);
});

test("a refusal that another attempt cannot cure is passed on", async () => {
  const node = new Node(() => 1);
  const refused = transactionsOn(node).submit("p0", adding("p0"));
  await expect(refused).rejects.toEqual(new PatchRefused("rsha1", "does-not-apply", 1, "refused"));
  expect(node.patches.length).toBe(1);
});

test("nothing is written in a partition without quorum", async () => {
  const node = new Node();
  node.quorum = 0;
  await expect(transactionsOn(node).submit("p0", adding("p0"))).rejects.toThrow(
    "rsha1: its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back",
  );
  expect(node.patches).toEqual([]);
});

test("an edit sees what those before it in the same transaction have made", async () => {
  const node = new Node();
  const transactions = transactionsOn(node);
  const first = transactions.submit("wake", (cib) => ({ cib, value: undefined }));
  const made = transactions.submit("p1", adding("p1"));
  const seen = transactions.submit("look", (cib) => ({ cib, value: byId(cib, "p1")?.name }));
  await Promise.all([first, made]);
  await expect(seen).resolves.toBe("primitive");
});

test("giving up tells how often, and who was faster", async () => {
  const noPauses = jest.spyOn(Math, "random").mockReturnValue(0);
  const node = new Node(() => 103);
  const writers = new ForeignWriters();
  await expect(transactionsOn(node, writers).submit("p0", adding("p0"))).rejects.toEqual(
    new Refused(
      "gave up after 100 attempts, nothing was changed: every time another writer was faster (the last one: update-client ?, update-user ?, update-origin ?, epoch 5); " +
        "stop what keeps writing to the cluster's configuration, then run again",
    ),
  );
  expect(node.patches.length).toBe(100);
  noPauses.mockRestore();
});

/** The same with Pacemaker 1.1.10: a commit raises its epoch by two. */
class OldNode extends Node {
  override run(argv: readonly string[], options: { stdin?: string } = {}): Promise<CommandResult> {
    if (argv[0] === "pacemakerd")
      return Promise.resolve({ exitCode: 0, stdout: " Supporting v3.0.7:  cman", stderr: "" });
    if (options.stdin !== undefined && argv[0] === "sh") this.epoch += 1;
    return super.run(argv, options);
  }
}

test("1.1.10 gets a patch of format 1, and what its commit adds is no other writer's", async () => {
  const node = new OldNode();
  const writers = new ForeignWriters();
  const transactions = transactionsOn(node, writers);
  await transactions.submit("p0", adding("p0"));
  await transactions.submit("p1", adding("p1"));
  expect(node.patches.map((p) => p.replace(/end of patch.*/, ""))).toEqual(
    ["p0", "p1"].map(
      (id, i) =>
        `<diff><diff-removed><cib admin_epoch="0" epoch="${5 + 2 * i}" num_updates="@num_updates@"/></diff-removed>` +
        `<diff-added><cib admin_epoch="0" epoch="${6 + 2 * i}" num_updates="0"><configuration><resources>` +
        `<primitive id="${id}" __crm_diff_marker__="added:top"/></resources></configuration></cib></diff-added></diff>`,
    ),
  );
  expect([node.epoch, writers.describeSince(0)]).toEqual([9, undefined]);
});
