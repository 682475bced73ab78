import type { Goal } from "../../sdk/await/goal";
import type { Snapshot } from "../../sdk/await/snapshot";
import { judgeGoal } from "../../sdk/await/verdict";
import { bundleMaking, implicitResources } from "../../sdk/cib/model/bundles/implicit";
import {
  holdPrimitive,
  missingGovernors,
  releaseComplete,
  removeGovernors,
} from "../../sdk/cib/model/hold";
import { nodesMadeBy } from "../../sdk/cib/model/remote-nodes";
import { primitivesIn } from "../../sdk/cib/model/resource-tree";
import { stopForDeletion } from "../../sdk/cib/model/target-role";
import { explainResting } from "../../sdk/cib/status/resting";
import { onlineNodes } from "../../sdk/cib/status/status";
import { byId, idOf } from "../../sdk/cib/xml/element";
import { cib, fixtureXml } from "../helpers";

const at = (state: string): Snapshot => ({
  cib: fixtureXml(`snapshots/bundle-${state}.cib.xml`),
  simulation: fixtureXml(`snapshots/bundle-${state}.simulation.xml`),
  log: "journalctl -u pacemaker",
});

const judge = (state: string, goal: Goal): object => judgeGoal(goal, at(state));

describe("judgeGoal, for bundles", () => {
  const run: Goal = { resources: ["B", "C"] };

  test("waits for the addresses, the containers, the connections and the primitive", () => {
    expect(judge("starting", run)).toEqual({
      state: "waiting",
      line: "waiting for B-ip-10.0.0.5, B-ip-10.0.0.6, B-podman-0, B-podman-1, B-0, B-1, P, C-docker-0",
    });
  });

  test("is done when they run", () => {
    expect(judge("started", run)).toEqual({ state: "done" });
  });

  test("is done when there is no node for a further container", () => {
    expect(judge("spare", run)).toEqual({ state: "done" });
  });

  test("fails when a container has failed to start, although another one runs", () => {
    expect(judge("failed", run)).toEqual({
      state: "failed",
      reasons: [
        "B-podman-1: start on rsha1 failed: not installed (5): User-injected result; run on rsha1: crm_resource --force-check -r B-podman-1, and look at journalctl -u pacemaker",
      ],
    });
  });

  test("has failed to stop while a container runs", () => {
    expect(judge("spare", { resources: ["B"], stopped: true })).toMatchObject({
      state: "failed",
      reasons: [
        "B-ip-10.0.0.5: still active on rsha1, and Pacemaker does not stop it",
        "B-podman-0: still active on rsha1, and Pacemaker does not stop it",
        "B-0: still active on rsha1, and Pacemaker does not stop it",
        "P: still active on B-0, and Pacemaker does not stop it",
      ],
    });
  });
});

const BUNDLE = (container: string, network = "", primitive = ""): ReturnType<typeof cib> =>
  cib(`<bundle id="B">${container}${network}${primitive}</bundle>`);
const P = `<primitive id="P" class="ocf" provider="pacemaker" type="Dummy"/>`;

describe("What Pacemaker makes for a bundle", () => {
  test.each<[string, string, string, string, readonly string[]]>([
    ["one container", `<docker image="i"/>`, "", "", ["B-docker-0"]],
    [
      "containers with addresses and a primitive",
      `<podman image="i" replicas="2"/>`,
      `<network ip-range-start="10.0.0.254"/>`,
      P,
      ["B-ip-10.0.0.254", "B-ip-10.0.1.1", "B-podman-0", "B-podman-1", "B-0", "B-1"],
    ],
    [
      "as many containers as are promoted",
      `<rkt image="i" masters="2"/>`,
      `<network ip-range-start="fe80::1"/>`,
      "",
      ["B-ip-fe80..1", "B-rkt-0", "B-rkt-1"],
    ],
    [
      "one container, if the number is none",
      `<docker image="i" replicas="x"/>`,
      "",
      "",
      ["B-docker-0"],
    ],
    ["nothing without containers", "", "", P, []],
  ])("is %s", (_what, container, network, primitive, names) => {
    const tree = BUNDLE(container, network, primitive);
    const bundle = byId(tree, "B") ?? tree;
    expect(implicitResources(bundle)).toEqual(names);
    expect(primitivesIn(tree, "B")).toEqual([...names, ...(primitive ? ["P"] : [])]);
    for (const name of names) expect(bundleMaking(tree, name)).toBe(bundle);
  });

  test("are nodes if a primitive runs inside, which are online while their connections run", () => {
    const tree = BUNDLE(`<podman image="i" replicas="2"/>`, "", P);
    expect(nodesMadeBy(tree, byId(tree, "B") ?? tree)).toEqual(["B-0", "B-1"]);
    const { cib: started } = at("started");
    expect(onlineNodes(started)).toEqual(["B-0", "B-1", "rsha1", "rsha2"]);
  });

  test("rests when the bundle is stopped", () => {
    const tree = stopForDeletion(BUNDLE(`<docker image="i"/>`), "B");
    expect(explainResting(tree, "B-docker-0")).toBe("B is disabled (target-role=Stopped)");
  });
});

describe("A held bundle", () => {
  const plain = BUNDLE(`<docker image="i"/>`, `<network control-port="3121"/>`, P);
  const held = holdPrimitive(plain, "B", ["OrderConstraint o"]);
  const without = (tree: typeof plain, governor: string): ReturnType<typeof releaseComplete> =>
    releaseComplete(removeGovernors(tree, (g) => g === governor));

  test("holds its containers and its primitive", () => {
    for (const id of ["B", "B-docker-0", "P"])
      expect([id, missingGovernors(held, id)]).toEqual([id, ["OrderConstraint o"]]);
    expect(explainResting(held, "P")).toBe("P is stopped until this is created: OrderConstraint o");
  });

  test("starts together with its primitive", () => {
    const both = holdPrimitive(held, "P", ["LocationConstraint l"]);
    const first = without(both, "OrderConstraint o");
    expect(first.released).toEqual([]);
    const second = without(first.cib, "LocationConstraint l");
    expect([...second.released].sort()).toEqual(["B", "P"]);
    expect(idOf(byId(second.cib, "B") ?? plain)).toBe("B");
    expect(second.cib).toEqual(plain);
  });
});
