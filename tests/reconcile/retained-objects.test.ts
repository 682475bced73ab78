import type { ClusterAddress } from "../../sdk/host/ssh/connection";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import {
  declaredGovernors,
  isReplaced,
  isRetained,
  noteAdopted,
  isBeingReplaced,
  noteCheckWithoutOlds,
  noteGovernors,
  noteKept,
  release,
  retain,
  retainedFiles,
} from "../../sdk/reconcile/retained-objects";

/** Pulumi's word for a text that is not known at a preview. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A cluster that no other test uses. */
const cluster = (...names: readonly string[]): ClusterAddress => ({
  nodes: names.map((name) => ({
    name,
    host: `${name} of ${expect.getState().currentTestName ?? ""}`,
  })),
});
const inputsOf = (own: Partial<CommonInputs>): CommonInputs => ({
  __kind: "Kind",
  __label: "label",
  cluster: cluster("a", "b"),
  ...own,
});

describe("isRetained", () => {
  test("finds a retained object through any common node, until it is released", () => {
    retain(cluster("a", "b"), "ip");
    const asked = [cluster("b", "c"), cluster("c"), cluster("a")];
    expect(asked.map((c) => isRetained(c, "ip"))).toEqual([true, false, true]);
    expect(isRetained(cluster("a"), "other")).toBe(false);
    release(cluster("a", "b"), "ip");
    expect(isRetained(cluster("b"), "ip")).toBe(false);
  });

  test("finds nothing in a cluster of which a host is unknown", () => {
    const unknown = { nodes: [{ name: "a", host: UNKNOWN }] };
    retain(unknown, "ip");
    expect(isRetained(unknown, "ip")).toBe(false);
  });
});

describe("retainedFiles", () => {
  test("returns each retained file of the cluster once, and no object", () => {
    retain(cluster("a", "b"), "/etc/motd");
    retain(cluster("a", "b"), "ip");
    retain(cluster("c"), "/etc/issue");
    expect(retainedFiles(cluster("a", "b"))).toEqual(["/etc/motd"]);
  });
});

describe("declaredGovernors", () => {
  test("returns what the run has noted through any common node, even if that is nothing", () => {
    noteGovernors(cluster("b"), "p", ["OrderConstraint o"]);
    noteGovernors(cluster("b"), "free", []);
    const asked = ["p", "free", "unchecked"].map((id) => declaredGovernors(cluster("a", "b"), id));
    expect(asked).toEqual([["OrderConstraint o"], [], undefined]);
  });
});

describe("noteCheckWithoutOlds", () => {
  test("takes back what the same resource keeps, and nothing of another resource", () => {
    noteKept(inputsOf({}), ["ip"]);
    noteKept(inputsOf({ __label: "other" }), ["fs"]);
    noteCheckWithoutOlds(inputsOf({}));
    expect(["ip", "fs"].map((part) => isRetained(cluster("a"), part))).toEqual([false, true]);
    retain(cluster("a"), "ip");
    noteCheckWithoutOlds(inputsOf({}));
    expect(isRetained(cluster("a"), "ip")).toBe(true);
  });

  test("notes that the object is replaced, after a diff (replaceOnChanges) and without (--replace)", () => {
    noteKept(inputsOf({ __label: "changed" }), ["changed"]);
    noteCheckWithoutOlds(inputsOf({ __label: "changed" }));
    noteCheckWithoutOlds(inputsOf({ __label: "asked", name: "asked" }));
    const asked = ["changed", "asked", "other"].map((id) => isBeingReplaced(cluster("a"), id));
    expect(asked).toEqual([true, true, false]);
  });
});

describe("isReplaced", () => {
  test("is true only for the resource that has taken over its own object", () => {
    noteAdopted(inputsOf({}), "ip");
    noteAdopted(inputsOf({ __label: undefined }), "old");
    const asked: readonly [Partial<CommonInputs>, string][] = [
      [{}, "ip"],
      [{}, "another"],
      [{ __label: "other" }, "ip"],
      [{ __kind: "Other" }, "ip"],
      [{ __label: undefined }, "old"],
    ];
    expect(asked.map(([own, object]) => isReplaced(inputsOf(own), object))).toEqual([
      true,
      false,
      false,
      false,
      false,
    ]);
  });
});
