import * as pulumi from "@pulumi/pulumi";
import { idOf, parentOf, withAttributes } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { LocationConstraint } from "../../sdk/resources/constraints/location";
import { ResourceGroup, resourceGroup } from "../../sdk/resources/groups/resource-group";
import { FilesystemResource } from "../../sdk/resources/primitives/filesystem";
import { IpAddr2Resource, ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { LsbResource, lsb } from "../../sdk/resources/primitives/lsb";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
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

describe("The clone of a typed primitive", () => {
  const address = {
    name: "ip",
    ip: "192.168.2.222",
    parameters: { unique_clone_address: true },
    operations: [{ name: "monitor", interval: "60s" }],
  };
  // SUSE/doc-sleha, xml/ha_samba.xml
  const everywhere = {
    ...address,
    clone: { name: "cl-ip", meta: { interleave: true, cloneNodeMax: 2, globallyUnique: true } },
  };
  const empty = new Trial(ipAddr2, cib());

  test("is a floating address that all nodes answer", () => {
    const put = empty.then(everywhere);
    const text = texts(put as never);
    expect(text).toContain('<clone id="cl-ip"><primitive id="ip" class="ocf" type="IPaddr2"');
    expect(text).toContain(
      '</primitive><meta_attributes id="cl-ip-meta_attributes">' +
        '<nvpair id="cl-ip-meta_attributes-clone-node-max" name="clone-node-max" value="2"/>' +
        '<nvpair id="cl-ip-meta_attributes-globally-unique" name="globally-unique" value="true"/>' +
        '<nvpair id="cl-ip-meta_attributes-interleave" name="interleave" value="true"/>' +
        "</meta_attributes></clone>",
    );
    expect(put.observe(everywhere)).toEqual(everywhere);
    expect(put.put(everywhere, everywhere).cib).toBe(put.tree);
    expect(texts(put.then(address, everywhere) as never)).toBe(texts(empty.then(address) as never));
  });

  test("is what is awaited, stopped and referred to", () => {
    const { tree } = empty.then(everywhere);
    const args = { __kind: ipAddr2.type, cluster: { nodes: [] }, ...everywhere } as never;
    expect(ipAddr2.awaits(tree, "ip", args)).toEqual({ resources: ["cl-ip"] });
    expect(ipAddr2.running?.stopTarget(tree, "ip", args)).toBe("cl-ip");
    expect(ipAddr2.referenced?.referenceIds("ip", args)).toEqual(["ip", "cl-ip"]);
    expect(texts({ tree: ipAddr2.remove(tree, "ip", args) } as never)).toBe(expected(""));
  });

  test("excludes a promotable one, and needs the id of no other element", () => {
    expect(
      failures(lsb, { name: "s", service: "x", clone: { name: "c" }, promotable: { name: "c" } }),
    ).toEqual([" | clone and promotable exclude each other: give one of them"]);
    expect(() => new Trial(ipAddr2, cib(P("cl-ip"))).put(everywhere)).toThrow(
      "ip: clone: the id cl-ip belongs to a primitive of the cluster; choose another name",
    );
  });

  test.each(["clone", "promotable"])("is not put around the clone of a ping: %s", (argument) => {
    const ping = { name: "p", cloneName: "p-clone", hostList: ["h"], [argument]: { name: "c" } };
    expect(failures(pingClone, ping)).toEqual([
      expect.stringContaining(`"${argument}" is not known; use one of: adopt, attempts, attribute`),
    ]);
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
    const typed: unknown[] = [];
    const { governedBy } = await runProgram((c) => {
      const cluster = c as never;
      const a = new PrimitiveResource("a", { cluster, agent });
      const g1 = new ResourceGroup("g1", { cluster, members: [a], clone: true });
      const g2 = new ResourceGroup("g2", { cluster, members: ["x"], promotable: { name: "ms" } });
      const p = new PrimitiveResource("p", { cluster, agent, promotable: true });
      const plain = new ResourceGroup("g3", { cluster, members: ["y"], clone: false });
      new LocationConstraint("home", { cluster, resource: "g1-clone", node: "rsha1" });
      const ip = new IpAddr2Resource("ip", { cluster, ip: "10.0.0.1", clone: { name: "cl-ip" } });
      const fs = { device: "a:/b", directory: "/b", fstype: "nfs" };
      const mount = new FilesystemResource("fs", { cluster, ...fs, clone: true });
      const script = new LsbResource("s", { cluster, service: "x", promotable: true });
      new LocationConstraint("away", { cluster, resource: "cl-ip", node: "rsha1" });
      pulumi.all([ip.reference, mount.reference, script.reference]).apply((all) => {
        typed.push(...all);
      });
      pulumi
        .all([g1.reference, g2.reference, p.reference, plain.reference, g1.clone, g1.promotable])
        .apply((all) => seen.push(...all));
    });
    expect(seen).toEqual(["g1-clone", "ms", "p-clone", "g3", { name: "g1-clone" }, undefined]);
    expect(typed).toEqual(["cl-ip", "fs-clone", "s-clone"]);
    expect(governedBy.ip).toEqual(["LocationConstraint away"]);
    expect(governedBy.g1).toEqual(["LocationConstraint home"]);
  });
});
