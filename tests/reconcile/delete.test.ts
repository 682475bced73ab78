import { stopForDeletion } from "../../sdk/cib/model/target-role";
import { type Element, removeById, byId } from "../../sdk/cib/xml/element";
import { clusterAt } from "../../sdk/cluster/cluster";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { deleteObject } from "../../sdk/reconcile/delete";
import { CibOperation } from "../../sdk/reconcile/operation";
import { retain } from "../../sdk/reconcile/retained-objects";
import { SEPARATOR, SNAPSHOT } from "../../sdk/host/commands/pacemaker-scripts";
import * as sessions from "../../sdk/host/ssh/session";
import { cib, fixture } from "../helpers";
import { SharedCluster, ownAddress, startedOn } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

/** A node on which another writer undoes the first stop. The second stop succeeds. */
class Node {
  patches = 0;
  /** The epoch of the CIB. The other writer raises it too. */
  private epoch = 100;

  run = (argv: readonly string[], { stdin = "" } = {}): Promise<sessions.CommandResult> => {
    const answer = (stdout: string): Promise<sessions.CommandResult> =>
      Promise.resolve({ stdout, stderr: "", exitCode: 0 });
    if (argv.includes(SNAPSHOT.source))
      return answer([this.cib(), SEPARATOR, this.part("simulation")].join("\n"));
    if (argv[0] === "pacemakerd" || argv[0] === "crm_verify") return answer("");
    if (stdin === "") return answer(this.cib());
    this.patches += 1;
    this.epoch += 1;
    const committed = `committed\n${this.cib()}`;
    if (this.patches === 1) this.epoch += 1;
    return answer(committed);
  };

  private part(name: string): string {
    return fixture(`snapshots/${this.patches < 2 ? "started" : "disabled"}.${name}.xml`);
  }

  private cib(): string {
    const text = this.part("cib").replace(/ epoch="\d+"/, ` epoch="${this.epoch}"`);
    return this.patches < 3 ? text : text.replace(/<resources>[^]*<\/resources>/, "<resources/>");
  }
}

type Parted = CommonInputs & { readonly parts: readonly string[] };
const slow = { type: "slow" } as unknown as CibKind<CommonInputs>;
const kind: CibKind<CommonInputs> = {
  ...slow,
  locate: (cib) => byId(cib, "slow"),
  running: { stopTarget: () => "slow" },
  remove: (cib) => removeById(cib, "slow"),
};

afterEach(() => jest.restoreAllMocks());

describe("deleteObject", () => {
  test("stops the object again when another writer restarted it, and logs that", async () => {
    const node = new Node();
    const session = { node: "rsha1", run: node.run, close: () => undefined };
    jest.spyOn(sessions, "openSession").mockResolvedValue(session);
    const log = jest.spyOn(console, "log").mockReturnValue();
    const cluster = { nodes: [{ name: "rsha1", host: "192.0.2.7" }] };
    await clusterAt(cluster).read();
    const op = new CibOperation(kind, { __kind: "slow", cluster }, "slow");
    await deleteObject(op, "slow");
    expect({ patches: node.patches, log: log.mock.calls.flat() }).toEqual({
      patches: 3,
      log: [
        expect.stringMatching(
          /^slow: another writer has started slow again \(.*\), stopping again$/,
        ),
      ],
    });
  });

  const running = (more = ""): Element =>
    cib(
      `<primitive id="slow"><meta_attributes id="slow-m">${more}</meta_attributes></primitive>`,
      "",
      "",
      startedOn("rsha1", "slow"),
    );
  const deleteSlow = (own = kind): Promise<void> =>
    deleteObject(new CibOperation(own, { __kind: "slow", cluster: ownAddress() }, "slow"), "slow");

  test("refuses a running object that Pacemaker does not manage", async () => {
    const node = new SharedCluster(
      running('<nvpair id="slow-m-i" name="is-managed" value="false"/>'),
    );
    await expect(deleteSlow()).rejects.toThrow(
      "slow runs and cannot be deleted now: is-managed=false is set on slow, so Pacemaker would not stop it in order.",
    );
    expect(node.patches).toBe(0);
  });

  const slow = `<primitive id="slow"><meta_attributes id="slow-m"/></primitive>`;
  const ban = (id: string): string =>
    `<rsc_location id="${id}" rsc="slow-clone" node="rsha1" score="1"/>`;
  const many = Array.from({ length: 12 }, (_, n) => `l${String(n)}`);
  const uses = `<primitive id="other"><meta_attributes id-ref="slow-m"/></primitive>`;

  test.each([
    [
      "a constraint names the clone around it",
      `<clone id="slow-clone">${slow}</clone>`,
      ban("theirs"),
      "rsc_location theirs in the cluster names it and is not",
    ],
    [
      "two constraints name the clone around it",
      `<clone id="slow-clone">${slow}</clone>`,
      ban("theirs") + ban("yours"),
      "rsc_location theirs, rsc_location yours in the cluster name it and are not",
    ],
    [
      "12 constraints name the clone around it",
      `<clone id="slow-clone">${slow}</clone>`,
      many.map(ban).join(""),
      `${many
        .slice(0, 10)
        .map((id) => `rsc_location ${id}`)
        .join(", ")}, and 2 more in the cluster name it and are not`,
    ],
    [
      "another resource uses its attributes",
      slow + uses,
      "",
      "primitive other (id-ref slow-m) in the cluster names it and is not",
    ],
  ])("stops nothing if %s: the deletion is refused", async (_what, resources, constraints, who) => {
    const node = new SharedCluster(cib(resources, constraints, "", startedOn("rsha1", "slow")));
    const own: CibKind<CommonInputs> = {
      ...kind,
      remove: (c) => removeById(removeById(c, "slow"), "slow-clone"),
      referenced: { referenceIds: () => ["slow"] },
    };
    await expect(deleteSlow(own)).rejects.toThrow(`slow cannot be deleted: ${who} part of`);
    expect(node.patches).toBe(0);
  });

  test("is refused with how to start it again if it is stopped already", async () => {
    new SharedCluster(
      stopForDeletion(
        cib(
          `<primitive id="slow"/>`,
          `<rsc_location id="theirs" rsc="slow" node="rsha1" score="1"/>`,
        ),
        "slow",
      ),
    );
    await expect(deleteSlow()).rejects.toThrow(
      "then run again; until then it is stopped, because its deletion has begun: to keep it, declare it and run pulumi up --refresh",
    );
  });

  test("stops nothing if the schema does not allow what is left", async () => {
    const inBox = `<box id="box">${slow}</box>`;
    const node = new SharedCluster(cib(inBox, "", "", startedOn("rsha1", "slow")));
    const run = node.run.bind(node);
    jest.spyOn(node, "run").mockImplementation((argv, options) =>
      argv[0] === "crm_verify"
        ? Promise.resolve({
            stdout: "",
            stderr: "-:1: element cib: Relax-NG\nline 1: element cib",
            exitCode: 78,
          })
        : run(argv, options),
    );
    await expect(deleteSlow()).rejects.toThrow(
      "slow: without it the cluster's schema (unknown) would not allow <cib",
    );
    expect(node.patches).toBe(0);
  });

  test.each([
    ["asks no schema if the object is stopped", `<box id="box">${slow}</box>`, "", 0],
    ["asks no schema if nothing that stays is touched", slow, startedOn("rsha1", "slow"), 0],
    [
      "asks the schema once if what stays is touched",
      `<box id="box">${slow}</box>`,
      startedOn("rsha1", "slow"),
      1,
    ],
  ])("%s", async (_behaviour, resources, status, times) => {
    const node = new SharedCluster(cib(`${resources}<primitive id="other"/>`, "", "", status));
    const run = jest.spyOn(node, "run");
    await deleteSlow();
    expect(run.mock.calls.filter(([argv]) => argv[0] === "crm_verify").length).toBe(times);
    expect(byId(node.present, "slow")).toBeUndefined();
  });

  test("leaves alone what has taken the id of an object that is gone", async () => {
    const ban = `<rsc_location id="cli-ban-slow" rsc="slow" node="rsha1" score="-INFINITY"/>`;
    const present = cib(`<group id="slow"><primitive id="other"/></group>`, ban);
    const node = new SharedCluster(present);
    await deleteSlow({
      ...kind,
      locate: (c) => (byId(c, "slow")?.name === "primitive" ? byId(c, "slow") : undefined),
      running: undefined,
    });
    expect([node.patches, node.present]).toEqual([0, present]);
  });

  test("refuses a running group of which Pacemaker does not manage one member", async () => {
    const meta =
      '<meta_attributes id="b-m"><nvpair id="b-m-i" name="is-managed" value="false"/></meta_attributes>';
    const members = `<primitive id="a"/><primitive id="b">${meta}</primitive>`;
    const node = new SharedCluster(
      cib(`<group id="slow">${members}</group>`, "", "", startedOn("rsha1", "a", "b")),
    );
    await expect(deleteSlow()).rejects.toThrow(
      "slow runs and cannot be deleted now: is-managed=false is set on b, so",
    );
    expect(node.patches).toBe(0);
  });

  test("refuses an object that runs below another one that Pacemaker does not manage", async () => {
    const meta =
      '<meta_attributes id="b-m"><nvpair id="b-m-i" name="is-managed" value="false"/></meta_attributes>';
    const resources = `<primitive id="slow"/><primitive id="b">${meta}</primitive>`;
    const kept = `<rsc_order id="o-kept-for-deletion" first="slow" then="b"/>`;
    const node = new SharedCluster(cib(resources, kept, "", startedOn("rsha1", "slow", "b")));
    await expect(deleteSlow()).rejects.toThrow(
      "slow cannot be deleted now: b has to stop before it, and is-managed=false is set on b, so Pacemaker would not stop it in order. " +
        "Give it back to Pacemaker first (pcs resource manage b, or pcs property set maintenance-mode=false), then run again",
    );
    expect(node.patches).toBe(0);
    const idle = new SharedCluster(cib(resources, kept, "", startedOn("rsha1", "slow")));
    await deleteSlow();
    expect(byId(idle.present, "slow")).toBeUndefined();
  });

  const named = `<rsc_location id="ours" rsc="slow" node="rsha1" score="1"/>`;
  const own: CibKind<CommonInputs> = { ...kind, referenced: { referenceIds: () => ["slow"] } };

  test("waits for another deletion, which removes what names the object", async () => {
    const node = new SharedCluster(cib(slow, named, "", startedOn("rsha1", "slow")));
    const constraint = { ...kind, running: undefined, locate: (c: Element) => byId(c, "ours") };
    const op = new CibOperation(
      { ...constraint, remove: (c) => removeById(c, "ours") },
      { __kind: "ours", cluster: ownAddress() },
      "ours",
    );
    await Promise.all([deleteSlow(own), deleteObject(op, "ours")]);
    expect(["slow", "ours"].map((id) => byId(node.present, id))).toEqual([undefined, undefined]);
  });

  test("tries again if another deletion has ended since it looked", async () => {
    const node = new SharedCluster(cib(slow, named, "", startedOn("rsha1", "slow")));
    const { deletions } = clusterAt(ownAddress());
    const referenceIds = (): readonly string[] => {
      deletions.done += byId(node.present, "ours") ? 1 : 0;
      node.present = removeById(node.present, "ours");
      return ["slow"];
    };
    await deleteSlow({ ...kind, referenced: { referenceIds } });
    expect(byId(node.present, "slow")).toBeUndefined();
  });

  test("waits for no deletion that waits too", async () => {
    const node = new SharedCluster(cib(slow, named, "", startedOn("rsha1", "slow")));
    const both = await Promise.allSettled([deleteSlow(own), deleteSlow(own)]);
    expect([both.map(({ status }) => status), node.patches]).toEqual([["rejected", "rejected"], 0]);
  });

  test("deletes the object again when another writer has brought it back", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue();
    const before = running();
    const node = new SharedCluster(before, (seen, nth) => [seen, before][nth - 1]);
    await deleteSlow();
    expect([node.patches, byId(node.present, "slow")]).toEqual([4, undefined]);
    expect(log.mock.calls.flat()).toEqual([
      expect.stringMatching(/^slow: another writer has brought it back \(.*\), deleting it again$/),
    ]);
  });

  test("logs the notes of a deletion once, although its first patch was refused", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue();
    const node = new SharedCluster(running());
    node.refused = 1;
    await deleteSlow({
      ...kind,
      running: { stopTarget: () => undefined },
      referenced: { referenceIds: () => [], checkRemoval: () => ["a note"] },
    });
    expect([node.patches, log.mock.calls.flat()]).toEqual([1, ["slow: a note"]]);
  });

  test("deletes an object together with the constraints that it owns", async () => {
    const log = jest.spyOn(console, "log").mockReturnValue();
    const own = `<rsc_location id="own" rsc="slow" node="rsha1" score="1"/>`;
    const node = new SharedCluster(cib(`<primitive id="slow"/>`, own));
    await deleteSlow({
      ...kind,
      remove: (c) => removeById(removeById(c, "slow"), "own"),
      referenced: { referenceIds: () => ["slow"] },
      owning: { ownedConstraints: () => ["own"], constraintsInState: () => ["own"] },
    });
    const left = ["slow", "own"].map((id) => byId(node.present, id));
    expect([node.patches, left, log.mock.calls]).toEqual([1, [undefined, undefined], []]);
  });

  test("keeps the parts that another resource of the program retains", async () => {
    const node = new SharedCluster(cib(`<primitive id="slow"/><primitive id="shared"/>`));
    const cluster = ownAddress();
    retain(cluster, "shared");
    const parts = {
      type: "slow",
      locate: (c: Element) => byId(c, "slow"),
      remove: (c: Element, _id: string, args: Parted) => args.parts.reduce(removeById, c),
      sharing: {
        sharedParts: (args: Parted) => args.parts,
        withoutSharedParts: (args: Parted, isShared: (part: string) => boolean) => ({
          ...args,
          parts: args.parts.filter((part) => !isShared(part)),
        }),
      },
    } as unknown as CibKind<Parted>;
    const args = { __kind: "slow", cluster, parts: ["slow", "shared"] };
    await deleteObject(new CibOperation(parts, args, "slow"), "slow");
    const left = ["slow", "shared"].map((id) => byId(node.present, id)?.name);
    expect([node.patches, left]).toEqual([1, [undefined, "primitive"]]);
  });

  test("releases the ids of a deleted object, so that the same run may create it again", async () => {
    new SharedCluster(cib(`<primitive id="slow"/>`));
    const cluster = clusterAt(ownAddress());
    for (const id of ["slow", "own", "other"]) cluster.claimedIds.set(id, {});
    await deleteSlow({
      ...kind,
      owning: { ownedConstraints: () => ["own"], constraintsInState: () => [] },
    });
    expect([...cluster.claimedIds.keys()]).toEqual(["other"]);
  });
});
