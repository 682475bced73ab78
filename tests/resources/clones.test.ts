import * as pulumi from "@pulumi/pulumi";
import { idOf, parentOf, withAttributes } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { ResourceGroup, resourceGroup } from "../../sdk/resources/groups/resource-group";
import { PrimitiveResource, primitive } from "../../sdk/resources/primitives/primitive";
import { cib } from "../helpers";
import { agent, runProgram } from "../program/run-program";
import { Trial, failures } from "./kind-helpers";

const P = (id: string): string =>
  `<primitive id="${id}" class="ocf" type="Dummy" provider="pacemaker"/>`;

const pair = (name: string, value: string): string =>
  `<nvpair id="g-clone-meta_attributes-${name}" name="${name}" value="${value}"/>`;
const meta = (...pairs: string[]): string =>
  `<meta_attributes id="g-clone-meta_attributes">${pairs.join("")}</meta_attributes>`;
const group = (members: string): string => `<group id="g">${members}</group>`;

const OLD = { crm_feature_set: "3.0.14" };

/** The state of a node on which primitives run. */
const running = (node: string, ...ids: string[]): string => {
  const resources = ids.map(
    (id) =>
      `<lrm_resource id="${id}" class="ocf" type="Dummy" provider="pacemaker"><lrm_rsc_op id="${id}_last_0" ` +
      `operation="start" interval="0" call-id="5" rc-code="0" op-status="0"/></lrm_resource>`,
  );
  return `<node_state uname="${node}" in_ccm="true" crmd="online"><lrm><lrm_resources>${resources.join("")}</lrm_resources></lrm></node_state>`;
};

const STATEFUL = "ocf:pacemaker:Stateful";
const g = { name: "g", members: ["a", "b"] };
const cloned = { ...g, clone: { name: "g-clone", meta: { interleave: true } } };
const promotable = { ...g, promotable: { name: "g-clone", meta: { promotedMax: 1 } } };

const texts = (trial: Trial<never>): string => writeXml(trial.tree);
const expected = (resources: string): string => writeXml(cib(resources));

describe("The clone of a group", () => {
  const members = new Trial(resourceGroup, cib(P("a") + P("b")));

  test("is written with the ids and in the order of pcs", () => {
    expect(writeXml(members.put(cloned).cib)).toBe(
      expected(
        `<clone id="g-clone">${group(P("a") + P("b"))}${meta(pair("interleave", "true"))}</clone>`,
      ),
    );
  });

  test("is promotable with one word", () => {
    expect(writeXml(members.put(promotable).cib)).toBe(
      expected(
        `<clone id="g-clone">${group(P("a") + P("b"))}${meta(pair("promotable", "true"), pair("promoted-max", "1"))}</clone>`,
      ),
    );
  });

  test("goes around a group that is there, changes, and goes away again", () => {
    const plain = members.then(g);
    const around = plain.then(cloned, g);
    expect(around.observe(cloned)).toEqual(cloned);
    const promoted = around.then(promotable, cloned);
    expect(promoted.observe(promotable)).toEqual(promotable);
    expect(promoted.observe(cloned)).toEqual({ ...cloned, clone: { name: "g-clone", meta: {} } });
    const back = promoted.then(cloned, promotable);
    expect(texts(back as never)).toBe(texts(around as never));
    expect(texts(back.then(g, cloned) as never)).toBe(texts(plain as never));
  });

  test("keeps meta attributes of operators", () => {
    const foreign = new Trial(
      resourceGroup,
      cib(
        `<clone id="g-clone">${group(P("a") + P("b"))}${meta(pair("promotable", "true"), pair("interleave", "true"))}</clone>`,
      ),
    );
    expect(foreign.observe(cloned)).toEqual(cloned);
    expect(foreign.put(cloned, cloned).cib).toBe(foreign.tree);
  });

  test("is not observed when it is gone, and comes back", () => {
    const gone = members.then(g);
    expect(gone.observe(cloned)).toEqual(g);
    expect(texts(gone.then(cloned, cloned) as never)).toBe(texts(members.then(cloned) as never));
  });

  test("is not dissolved while a constraint names it", () => {
    const named = new Trial(
      resourceGroup,
      cib(
        `<clone id="g-clone">${group(P("a") + P("b"))}</clone>`,
        `<rsc_location id="home" rsc="g-clone" node="rsha1" score="1"/>`,
      ),
    );
    expect(() => named.put(g, { ...g, clone: { name: "g-clone" } })).toThrow(
      "clone: g-clone cannot be dissolved or renamed while rsc_location home names it; remove that first (pcs constraint delete home), run pulumi up, then declare it again",
    );
  });

  test("takes in members that run on different nodes, which a group does not", () => {
    const status = running("rsha1", "a") + running("rsha2", "b");
    const apart = new Trial(resourceGroup, cib(P("a") + P("b"), "", "", status));
    expect(() => apart.put(g)).toThrow("members: b runs on rsha2, a runs on rsha1");
    expect(idOf(parentOf(apart.put(cloned).cib, "g") ?? cib())).toBe("g-clone");
  });

  test("has an id that no other element has", () => {
    const taken = new Trial(resourceGroup, cib(P("a") + P("b") + P("g-clone")));
    expect(() => taken.put(cloned)).toThrow(
      "g-clone: the id belongs to a primitive of the cluster; set another `clone.name`",
    );
  });

  test("goes with its group, which is stopped before", () => {
    const { kind, tree } = { kind: resourceGroup, tree: members.then(cloned).tree };
    const args = { __kind: kind.type, cluster: { nodes: [] }, ...cloned } as never;
    expect(kind.running?.stopTarget(tree, "g", args)).toBe("g-clone");
    expect(kind.awaits(tree, "g", args)).toEqual({ resources: ["g-clone"] });
    expect(kind.referenced?.referenceIds("g", args)).toEqual(["g", "g-clone"]);
    expect(writeXml(kind.remove(tree, "g", args))).toBe(expected(P("a") + P("b")));
  });

  test("gets inline constraints, which name it", () => {
    const put = members.put({ ...cloned, locations: [{ node: "rsha1", score: 5 }] });
    expect(writeXml(put.cib)).toContain('rsc="g-clone"');
  });
});

describe("A promotable clone", () => {
  const declared = {
    name: "g",
    agent: STATEFUL,
    operations: [{ name: "monitor", interval: "9s" }],
    promotable: { name: "g-clone", meta: { promotedMax: 1, notify: true } },
  };
  const old = new Trial(primitive, withAttributes(cib(), OLD));

  test("is a master with the older names before Pacemaker 2.0", () => {
    const put = old.then(declared);
    expect(texts(put as never)).toContain(
      `</primitive>${meta(pair("master-max", "1"), pair("notify", "true"))}</master>`,
    );
    expect(put.observe(declared)).toEqual(declared);
    expect(put.put(declared, declared).cib).toBe(put.tree);
    const { promotable: own, ...rest } = declared;
    const plain = { ...rest, clone: { name: "g-clone" } };
    expect(texts(put.then(plain, declared) as never)).toContain(`</primitive></clone></resources>`);
    expect(own.name).toBe("g-clone");
  });

  test("that has become a clone on such a cluster is drift", () => {
    const tree = withAttributes(
      new Trial(primitive, cib()).then({
        ...declared,
        promotable: undefined,
        clone: { name: "g-clone" },
      }).tree,
      OLD,
    );
    const { promotable: own, ...rest } = declared;
    expect(new Trial(primitive, tree).observe(declared)).toEqual(rest);
    expect(own).toBeDefined();
  });

  test("that a cluster has kept as a master since its upgrade is equal, and stays", () => {
    const kept = new Trial(
      primitive,
      withAttributes(old.then(declared).tree, { crm_feature_set: "3.20.2" }),
    );
    const plain = { ...declared, promotable: { name: "g-clone" } };
    expect(kept.observe(plain)).toEqual(plain);
    expect(kept.put(plain, plain).cib).toBe(kept.tree);
  });

  test("excludes `clone`", () => {
    expect(failures(primitive, { ...declared, clone: { name: "c" } })).toEqual([
      " | clone and promotable exclude each other: give one of them",
    ]);
    expect(failures(resourceGroup, { ...promotable, clone: { name: "c" } })).toEqual([
      " | clone and promotable exclude each other: give one of them",
    ]);
  });

  test("has the rules of a clone", () => {
    expect(failures(primitive, { ...declared, promotable: true })).toEqual([
      " | promotable: must be true, false or an object",
    ]);
    expect(
      failures(resourceGroup, { ...g, promotable: { name: "-", meta: { promotedMax: "x" } } }),
    ).toEqual([
      ' | promotable: name: "-" is not a valid id: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."; set `name` to such an id; meta: promotedMax must be a whole number that is not negative',
    ]);
  });
});

describe("References to a cloned resource", () => {
  test("mean its clone", async () => {
    const seen: unknown[] = [];
    const { governedBy } = await runProgram((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const g1 = new ResourceGroup("g1", { cluster, members: [a], clone: true });
      const g2 = new ResourceGroup("g2", { cluster, members: ["x"], promotable: { name: "ms" } });
      const p = new PrimitiveResource("p", { cluster, agent, promotable: true });
      const plain = new ResourceGroup("g3", { cluster, members: ["y"], clone: false });
      new LocationConstraint("home", { cluster, resource: "g1-clone", node: "rsha1" });
      pulumi
        .all([g1.reference, g2.reference, p.reference, plain.reference, g1.clone, g1.promotable])
        .apply((all) => seen.push(...all));
    });
    expect(seen).toEqual(["g1-clone", "ms", "p-clone", "g3", { name: "g1-clone" }, undefined]);
    expect(governedBy.g1).toEqual(["LocationConstraint home"]);
  });
});
