import { CommandFailed, PreconditionFailed, NodeUnusable, NoUsableNode } from "../../sdk/errors";
import { PartialFailure } from "../../sdk/kind/lifecycle";
import { type HostKind, hostLifecycle } from "../../sdk/hosts/lifecycle";
import type { HostInputs } from "../../sdk/kind/host-inputs";
import * as sessions from "../../sdk/host/ssh/session";

const KIND = { type: "test:Thing", arguments: {}, validate: () => [] };

interface Args extends HostInputs {
  readonly value: string;
}

const args = (value: string, more: object = {}): Args => ({
  __kind: "test:Thing",
  cluster: { nodes: [{ name: "rsha1" }, { name: "rsha2" }] },
  value,
  ...more,
});

/** Two nodes with a value each. `done` lists the steps on them. */
class Nodes {
  readonly done: string[] = [];
  readonly log: string[] = [];
  /** Steps that fail, such as `rsha2 prepare`. */
  readonly fails: string[] = [];
  /** Values that another writer sets once, by node, just before `carryOut`. */
  readonly overtaken: Record<string, string> = {};
  /** Values that another writer sets once, by node, just after `carryOut`. */
  readonly overwritten: Record<string, string> = {};
  canUndo = false;

  constructor(
    readonly values: Record<string, string | undefined>,
    dead: readonly string[] = [],
  ) {
    const close = (): void => undefined;
    const run = (): never => {
      throw new Error("no command is expected");
    };
    jest
      .spyOn(sessions, "openSession")
      .mockImplementation(({ name }) =>
        dead.includes(name)
          ? Promise.reject(new NodeUnusable(name, "dead"))
          : Promise.resolve({ node: name, run, close }),
      );
    jest.spyOn(console, "log").mockImplementation((line) => void this.log.push(String(line)));
  }

  private step(node: string, what: string): Promise<void> {
    if (this.fails.includes(`${node} ${what}`))
      return Promise.reject(new Error(`${node}: cannot ${what}`));
    this.done.push(`${node} ${what}`);
    return Promise.resolve();
  }

  readonly kind: HostKind<Args, string | undefined> = {
    id: () => "thing",
    touches: () => "thing",
    inspect: ({ node }) => Promise.resolve(this.values[node]),
    refusals: (state, { value }, before) =>
      state === "theirs" && before === undefined && value !== state ? ["is theirs", "stays"] : [],
    drift: (state, { value }) => (state === value ? [] : [`is ${state ?? "missing"}`]),
    isGone: (state) => state === undefined,
    change: ({ session: { node }, state }, { value }) => {
      if (state === value) return undefined;
      const carryOut = async (): Promise<boolean> => {
        const other = this.overtaken[node];
        Reflect.deleteProperty(this.overtaken, node);
        if (other !== undefined) this.values[node] = other;
        else await this.step(node, "carry out");
        if (other === undefined) this.values[node] = value;
        return other === undefined;
      };
      return async () => {
        await this.step(node, "prepare");
        const isKept = (): Promise<boolean> => {
          const other = this.overwritten[node];
          Reflect.deleteProperty(this.overwritten, node);
          if (other !== undefined) this.values[node] = other;
          return Promise.resolve(other === undefined);
        };
        const undo = async (): Promise<boolean> => {
          await this.step(node, "undo");
          if (this.values[node] !== value) return false;
          this.values[node] = state;
          return true;
        };
        return {
          carryOut,
          isKept,
          discard: () => this.step(node, "discard"),
          ...(this.canUndo ? { undo, finish: () => this.step(node, "finish") } : {}),
        };
      };
    },
    remove: ({ session: { node } }) => {
      const carryOut = (): Promise<boolean> => this.step(node, "remove").then(() => true);
      return Promise.resolve(() => Promise.resolve({ carryOut }));
    },
  };

  readonly life = hostLifecycle(KIND, this.kind);
}

afterEach(() => jest.restoreAllMocks());

describe("hostLifecycle", () => {
  test("prepares all nodes before it changes any, and leaves nodes without drift alone", async () => {
    const nodes = new Nodes({ rsha1: undefined, rsha2: "old" });
    expect(await nodes.life.create(args("new"))).toEqual({ id: "thing" });
    expect([nodes.done.slice(0, 2).sort(), nodes.done.slice(2).sort()]).toEqual([
      ["rsha1 prepare", "rsha2 prepare"],
      ["rsha1 carry out", "rsha2 carry out"],
    ]);
    const half = new Nodes({ rsha1: "new", rsha2: "old" });
    await half.life.update("thing", args("new"), args("new"));
    expect([half.done, half.log]).toEqual([["rsha2 prepare", "rsha2 carry out"], []]);
  });

  test("adopts an object that is already as declared, and logs that", async () => {
    const nodes = new Nodes({ rsha1: "new", rsha2: "new" });
    await nodes.life.create(args("new"));
    expect([nodes.done, nodes.log]).toEqual([
      [],
      ["thing: is already there as declared, taken over"],
    ]);
  });

  test("refuses with every reason of every node, and changes nothing", async () => {
    const nodes = new Nodes({ rsha1: "theirs", rsha2: "theirs" });
    await expect(nodes.life.create(args("new"))).rejects.toEqual(
      new PreconditionFailed("rsha1: is theirs\nrsha1: stays\nrsha2: is theirs\nrsha2: stays"),
    );
    expect(nodes.done).toEqual([]);
  });

  test("discards on the other nodes if one node cannot prepare", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    nodes.fails.push("rsha2 prepare");
    await expect(nodes.life.create(args("new"))).rejects.toEqual(
      new Error("rsha2: cannot prepare"),
    );
    expect(nodes.done).toEqual(["rsha1 prepare", "rsha1 discard"]);
  });

  test("throws PartialFailure after a partial create, and not after a partial update", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    nodes.fails.push("rsha2 carry out");
    const why =
      "rsha2: cannot carry out\nrsha1: was changed before that, and stays changed; correct the cause, and run again";
    await expect(nodes.life.create(args("new"))).rejects.toEqual(
      new PartialFailure("thing", new Error(why)),
    );
    const again = new Nodes({ rsha1: "old", rsha2: "old" });
    again.fails.push("rsha2 carry out");
    const failed = await again.life
      .update("thing", args("old"), args("new"))
      .catch((e: unknown) => e);
    expect(failed).toEqual(new Error(why));
    expect(failed).not.toBeInstanceOf(PartialFailure);
  });

  test("takes the change of a node back if another node fails, and says so", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    nodes.canUndo = true;
    nodes.fails.push("rsha2 carry out");
    const failed = await nodes.life.create(args("new")).catch((e: unknown) => e);
    expect(failed).toEqual(
      new Error(
        "rsha2: cannot carry out\nrsha1: had been changed before that, and was changed back",
      ),
    );
    expect(failed).not.toBeInstanceOf(PartialFailure);
    expect(nodes.values).toEqual({ rsha1: "old", rsha2: "old" });
    expect(nodes.done.slice(2)).toEqual(["rsha1 carry out", "rsha2 discard", "rsha1 undo"]);
  });

  test("takes the changes of an earlier round back, and names a node that stays changed", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    nodes.canUndo = true;
    nodes.overtaken.rsha2 = "theirs";
    await expect(nodes.life.create(args("new"))).rejects.toThrow(
      /^rsha2: is theirs\nrsha2: stays\nrsha1: had been changed before that, and was changed back$/,
    );
    expect(nodes.values).toEqual({ rsha1: "old", rsha2: "theirs" });
    const busy = new Nodes({ rsha1: "old", rsha2: "old" });
    busy.canUndo = true;
    busy.fails.push("rsha2 carry out", "rsha1 undo");
    await expect(busy.life.create(args("new"))).rejects.toThrow(
      /^rsha2: cannot carry out\nrsha1: was changed before that, and stays changed, because it could not be changed back: rsha1: cannot undo; correct/,
    );
  });

  test("changes a node again if another writer has overwritten the change, and finishes only then", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "new" });
    nodes.canUndo = true;
    nodes.overwritten.rsha1 = "other";
    await nodes.life.create(args("new"));
    expect(nodes.values).toEqual({ rsha1: "new", rsha2: "new" });
    expect(nodes.done).toEqual([
      ...["rsha1 prepare", "rsha1 carry out", "rsha1 prepare", "rsha1 carry out"],
      ...["rsha1 finish", "rsha1 finish"],
    ]);
  });

  test("names the nodes from which an object was removed before another node failed", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    nodes.fails.push("rsha2 remove");
    await expect(nodes.life.delete("thing", args("new"))).rejects.toThrow(
      "rsha2: cannot remove\nrsha1: was changed before that, and stays changed",
    );
  });

  test("inspects and judges the nodes again if another writer changed one", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    nodes.overtaken.rsha2 = "other";
    await nodes.life.create(args("new"));
    expect(nodes.values).toEqual({ rsha1: "new", rsha2: "new" });
    const refused = new Nodes({ rsha1: "old", rsha2: "old" });
    refused.overtaken.rsha2 = "theirs";
    await expect(refused.life.create(args("new"))).rejects.toThrow("rsha2: is theirs");
  });

  test("changes and removes nothing while a node is unreachable, and reads the others", async () => {
    const values = { rsha1: "other" };
    const nodes = new Nodes(values, ["rsha2"]);
    const why = (then: string): string =>
      `rsha2: dead\nThe resource has to be the same on every node, so ${then}; bring the node back, or remove it from the cluster's nodes`;
    await expect(nodes.life.create(args("new"))).rejects.toThrow(why("nothing was changed"));
    await expect(nodes.life.delete("thing", args("new"))).rejects.toThrow(
      why("nothing was removed"),
    );
    expect(await nodes.life.read("thing", args("new", { drift: ["before"] }))).toEqual(
      args("new", { drift: ["rsha1: is other"] }),
    );
    expect([nodes.done, nodes.log]).toEqual([[], ["thing: rsha2: dead"]]);
    const none = new Nodes(values, ["rsha1", "rsha2"]);
    await expect(none.life.read("thing", args("new"))).rejects.toBeInstanceOf(NoUsableNode);
  });

  test("takes a node whose inspection hangs as unusable, and reads the others", async () => {
    const nodes = new Nodes({ rsha1: "other" });
    const life = hostLifecycle(KIND, {
      ...nodes.kind,
      inspect: (session, args) =>
        session.node === "rsha1"
          ? nodes.kind.inspect(session, args)
          : Promise.reject(
              new CommandFailed(
                "rsha2",
                ["service status x"],
                124,
                "it did not end within 90 s and was stopped",
              ),
            ),
    });
    const why =
      "rsha2: service status x: it did not end within 90 s and was stopped; run it there by hand to see what hangs";
    expect(await life.read("thing", args("new"))).toEqual(
      args("new", { drift: ["rsha1: is other"] }),
    );
    expect(nodes.log).toEqual([`thing: ${why}`]);
    await expect(life.create(args("new"))).rejects.toThrow(
      `${why}\nThe resource has to be the same on every node, so nothing was changed`,
    );
    expect(nodes.done).toEqual([]);
  });

  test("reports the object as gone only if it is gone on every node", async () => {
    const read = (nodes: Nodes): Promise<Args | undefined> => nodes.life.read("thing", args("new"));
    expect(await read(new Nodes({}))).toBeUndefined();
    expect(await read(new Nodes({}, ["rsha2"]))).toEqual(
      args("new", { drift: ["rsha1: is missing"] }),
    );
    expect(await read(new Nodes({ rsha1: "new" }))).toEqual(
      args("new", { drift: ["rsha2: is missing"] }),
    );
    expect(await read(new Nodes({ rsha1: "new", rsha2: "new" }))).toEqual(args("new"));
  });

  test("runs changes of one object one after the other", async () => {
    const nodes = new Nodes({ rsha1: "old", rsha2: "old" });
    await Promise.all([
      nodes.life.create(args("one")),
      nodes.life.update("thing", args("one"), args("two")),
    ]);
    expect([nodes.values, nodes.done.length]).toEqual([{ rsha1: "two", rsha2: "two" }, 8]);
  });
});
