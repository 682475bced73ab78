import { append, element, byId, updateSection } from "../../sdk/cib/xml/element";
import { queryQuorateCib } from "../../sdk/transaction/partition";
import { Transactions } from "../../sdk/transaction/group-commit";
import type { Edit } from "../../sdk/transaction/batch";
import { ForeignWriters } from "../../sdk/transaction/foreign-writers";
import { PatchRefused, PreconditionFailed } from "../../sdk/errors";
import type { CommandResult, Session } from "../../sdk/host/ssh/session";

/** A node whose cibadmin knows versions but no schema. `refuse` decides the exit code of each patch. */
class Node implements Session {
  readonly node = "rsha1";
  epoch = 5;
  quorum = 1;
  /** The quorum after the first patch. */
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

/** A node with Pacemaker 1.1.10: each commit raises its epoch by two. */
class OldNode extends Node {
  override run(argv: readonly string[], options: { stdin?: string } = {}): Promise<CommandResult> {
    if (argv[0] === "pacemakerd")
      return Promise.resolve({ exitCode: 0, stdout: " Supporting v3.0.7:  cman", stderr: "" });
    if (options.stdin !== undefined && argv[0] === "sh") this.epoch += 1;
    return super.run(argv, options);
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
    onCommitted: () => undefined,
  });

const addPrimitive =
  (id: string): Edit<string> =>
  (cib) => ({
    cib: updateSection(cib, "resources", (r) => append(r, element("primitive", { id }))),
    value: id,
  });

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `p${i}`);
const idsIn = (patch: string): string[] =>
  [...patch.matchAll(/id="(p\d+)"/g)].map((m) => m[1] ?? "");

describe("Transactions", () => {
  test("commits the edits that arrive while a transaction is in flight as one batch", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    const [, ...later] = names(10);
    let laterCommits: readonly Promise<string>[] = [];
    await transactions.submit("p0", (cib) => {
      laterCommits = later.map((id) => transactions.submit(id, addPrimitive(id)));
      return addPrimitive("p0")(cib, undefined);
    });
    expect(await Promise.all(laterCommits)).toEqual(later);
    expect(node.patches.map(idsIn)).toEqual([["p0"], later]);
    expect(node.reads).toBe(2);
  });

  test("adds an edit that arrives while agents are loaded to the same batch", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    let second: Promise<string> | undefined;
    const agentsLoaded = new Promise<undefined>((resolve) => {
      setImmediate(() => {
        second = transactions.submit("p1", addPrimitive("p1"));
        resolve(undefined);
      });
    });
    await transactions.submit("p0", addPrimitive("p0"), { ready: agentsLoaded });
    await second;
    expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0", "p1"]], 1]);
  });

  describe("on the cached base version", () => {
    const ofConfiguration = true;

    test("reads nothing for an edit of the configuration, but reads for an edit that needs the status", async () => {
      const node = new Node();
      const transactions = transactionsOn(node);
      await transactions.submit("p0", addPrimitive("p0"), { ofConfiguration });
      await transactions.submit("p1", addPrimitive("p1"), { ofConfiguration });
      expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1"]], 1]);
      await transactions.submit("p2", addPrimitive("p2"));
      expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1"], ["p2"]], 2]);
    });

    test("reads again when another writer came between two commits", async () => {
      const node: Node = new Node((patch) =>
        patch.includes(`<source admin_epoch="0" epoch="${node.epoch}"`) ? 0 : 103,
      );
      const transactions = transactionsOn(node);
      await transactions.submit("p0", addPrimitive("p0"), { ofConfiguration });
      node.epoch += 1;
      await transactions.submit("p1", addPrimitive("p1"), { ofConfiguration });
      expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1"], ["p1"]], 2]);
    });

    test("reads again when another writer came before the header was read back", async () => {
      const node: Node = new Node((_patch, nth) => {
        if (nth === 0) node.epoch += 1;
        return 0;
      });
      const transactions = transactionsOn(node);
      await transactions.submit("p0", addPrimitive("p0"), { ofConfiguration });
      await transactions.submit("p1", addPrimitive("p1"), { ofConfiguration });
      expect(node.reads).toBe(2);
    });

    test("retries on a fresh read when an edit is a no-op or fails", async () => {
      const node = new Node();
      const transactions = transactionsOn(node);
      const noOp: Edit<number> = (cib) => ({ cib, value: cib.children.length });
      await transactions.submit("p0", addPrimitive("p0"), { ofConfiguration });
      await transactions.submit("no-op", noOp, { ofConfiguration });
      expect(node.reads).toBe(2);
      await transactions.submit("p1", addPrimitive("p1"), { ofConfiguration });
      const refused = transactions.submit(
        "p2",
        () => {
          throw new PreconditionFailed("no");
        },
        { ofConfiguration },
      );
      await expect(refused).rejects.toEqual(new PreconditionFailed("no"));
      expect([node.reads, node.patches.length]).toEqual([4, 2]);
    });

    test("retries a batch on a fresh read when one of its edits fails", async () => {
      const node = new Node();
      const transactions = transactionsOn(node);
      await transactions.submit("p0", addPrimitive("p0"), { ofConfiguration });
      const edits: readonly Edit<unknown>[] = [
        addPrimitive("p1"),
        () => {
          throw new PreconditionFailed("no");
        },
        addPrimitive("p2"),
      ];
      const results = await Promise.allSettled(
        edits.map((edit) => transactions.submit("edit", edit, { ofConfiguration })),
      );
      expect(results).toEqual([
        { status: "fulfilled", value: "p1" },
        { status: "rejected", reason: new PreconditionFailed("no") },
        { status: "fulfilled", value: "p2" },
      ]);
      expect([node.patches.map(idsIn), node.reads]).toEqual([[["p0"], ["p1", "p2"]], 2]);
    });

    test("reads again when the partition has lost quorum", async () => {
      const node = new Node();
      const transactions = transactionsOn(node);
      node.quorumAfter = 0;
      await transactions.submit("p0", addPrimitive("p0"), { ofConfiguration });
      const failing = transactions.submit("p1", addPrimitive("p1"), { ofConfiguration });
      await expect(failing).rejects.toThrow("its partition has no quorum");
      expect(node.patches.map(idsIn)).toEqual([["p0"]]);
    });
  });

  test("starts again after a pause", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    await transactions.submit("p0", addPrimitive("p0"));
    await new Promise(setImmediate);
    await transactions.submit("p1", addPrimitive("p1"));
    expect(node.patches.map(idsIn)).toEqual([["p0"], ["p1"]]);
  });

  test("sends no patch for an edit that changes nothing", async () => {
    const node = new Node();
    const value = await transactionsOn(node).submit("no-op", (cib) => ({ cib, value: 7 }));
    expect([value, node.patches]).toEqual([7, []]);
  });

  test("retries on a fresh read when another writer was faster", async () => {
    const node = new Node((_patch, nth) => (nth < 2 ? 103 : 0));
    await transactionsOn(node).submit("p0", addPrimitive("p0"));
    expect([node.patches.length, node.reads]).toEqual([3, 3]);
  });

  test("retries when the patch arrived truncated", async () => {
    const node = new Node((_patch, nth) => (nth === 0 ? 166 : 0));
    await transactionsOn(node).submit("p0", addPrimitive("p0"));
    expect(node.patches.length).toBe(2);
  });

  test("rejects only the edit at fault when a batch is refused", async () => {
    const node = new Node((patch) => (patch.includes('id="p2"') ? 78 : 0));
    const transactions = transactionsOn(node);
    const results = await Promise.allSettled(
      names(4).map((id) => transactions.submit(id, addPrimitive(id))),
    );
    expect(results.map((r) => r.status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "fulfilled",
    ]);
    expect(node.patches.map(idsIn)).toEqual([names(4), ["p0"], ["p1"], ["p2"], ["p3"]]);
  });

  test("commits the other edits of a batch when one throws", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    const refused = transactions.submit("bad", () => {
      throw new PreconditionFailed("no");
    });
    const fine = transactions.submit("p1", addPrimitive("p1"));
    await expect(refused).rejects.toEqual(new PreconditionFailed("no"));
    await expect(fine).resolves.toBe("p1");
    expect(node.patches.map(idsIn)).toEqual([["p1"]]);
  });

  test("rejects an edit that cannot be prepared before it sends anything", async () => {
    const node = new Node();
    const noAgent = Promise.reject(new PreconditionFailed("no such agent"));
    const commit = transactionsOn(node).submit("p0", addPrimitive("p0"), { ready: noAgent });
    await expect(commit).rejects.toEqual(new PreconditionFailed("no such agent"));
    expect(node.patches).toEqual([]);
  });

  test("rejects with a permanent refusal without a retry", async () => {
    const node = new Node(() => 1);
    const refused = transactionsOn(node).submit("p0", addPrimitive("p0"));
    await expect(refused).rejects.toEqual(
      new PatchRefused("rsha1", "does-not-apply", 1, "refused"),
    );
    expect(node.patches.length).toBe(1);
  });

  test("explains a refusal by the schema", async () => {
    const node = new Node(() => 78);
    await expect(transactionsOn(node).submit("p0", addPrimitive("p0"))).rejects.toThrow(
      "the cluster's schema (unknown) does not allow the declared configuration; nothing was changed",
    );
    expect(node.patches.length).toBe(1);
  });

  test("writes nothing in a partition without quorum", async () => {
    const node = new Node();
    node.quorum = 0;
    await expect(transactionsOn(node).submit("p0", addPrimitive("p0"))).rejects.toThrow(
      "rsha1: its partition has no quorum: it does not speak for the cluster, and a change made there would be lost when the partition heals; bring the other nodes back",
    );
    expect(node.patches).toEqual([]);
  });

  test("plans an edit on the result of the edits before it in the batch", async () => {
    const node = new Node();
    const transactions = transactionsOn(node);
    const first = transactions.submit("wake", (cib) => ({ cib, value: undefined }));
    const made = transactions.submit("p1", addPrimitive("p1"));
    const seen = transactions.submit("look", (cib) => ({ cib, value: byId(cib, "p1")?.name }));
    await Promise.all([first, made]);
    await expect(seen).resolves.toBe("primitive");
  });

  test("gives up after 100 attempts and names the last foreign writer", async () => {
    const noPauses = jest.spyOn(Math, "random").mockReturnValue(0);
    const node = new Node(() => 103);
    const writers = new ForeignWriters();
    await expect(transactionsOn(node, writers).submit("p0", addPrimitive("p0"))).rejects.toEqual(
      new PreconditionFailed(
        "gave up after 100 attempts, nothing was changed: every time another writer was faster (the last one: update-client ?, update-user ?, update-origin ?, epoch 5); " +
          "stop what keeps writing to the cluster's configuration, then run again",
      ),
    );
    expect(node.patches.length).toBe(100);
    noPauses.mockRestore();
  });

  test("sends Pacemaker 1.1.10 a format-1 patch and expects its extra epoch", async () => {
    const node = new OldNode();
    const writers = new ForeignWriters();
    const transactions = transactionsOn(node, writers);
    await transactions.submit("p0", addPrimitive("p0"));
    await transactions.submit("p1", addPrimitive("p1"));
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
});
