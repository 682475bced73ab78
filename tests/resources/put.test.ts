import { byId, type Element } from "../../sdk/cib/xml/element";
import { type GroupSpec, stopLeavingMembers, groupMembers } from "../../sdk/cib/model/groups/group";
import { writeXml } from "../../sdk/cib/xml/parse";
import { PreconditionFailed } from "../../sdk/errors";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { cib, fixtureXml } from "../helpers";
import { ADDRESS, MEMBERS, OPTIONS, PING, WITH_PING, guide } from "./guide";
import { CLUSTER, Trial } from "./kind-helpers";

const GUIDE = guide(cib());
const APART = fixtureXml("snapshots/apart.cib.xml");
const DUMMY = { name: "d", agent: "ocf:pacemaker:Dummy" };
const P = (id: string): string =>
  `<primitive id="${id}" class="ocf" provider="pacemaker" type="Dummy"/>`;
const LISTED = "(there is: abiquo_rs, vm_repository, ClusterIP, tomcat-service, ping-clone, ping)";

const of = (tree: Element, id: string): string => {
  const e = byId(tree, id);
  return e ? writeXml(e) : "";
};

const refused = (work: () => unknown, message: string): void => {
  expect(work).toThrow(new PreconditionFailed(message));
};

describe("put refuses", () => {
  test("an id that belongs to another element", () => {
    const trial = new Trial(ipAddr2, GUIDE);
    const belongs = "the id abiquo_rs belongs to a group of the cluster; choose another name";
    refused(() => trial.put({ ...ADDRESS, name: "abiquo_rs" }), `abiquo_rs: name: ${belongs}`);
    refused(
      () =>
        trial
          .on(locationConstraint)
          .put({ name: "abiquo_rs", resource: "ping-clone", node: "rsha1" }),
      `name: ${belongs}`,
    );
    refused(
      () => trial.on(resourceGroup).put({ name: "ping", members: MEMBERS }),
      "ping: the id belongs to a primitive of the cluster; set another `name`",
    );
    refused(
      () => trial.on(primitive).put({ ...DUMMY, clone: { name: "abiquo_rs" } }),
      `d: clone: ${belongs}`,
    );
  });

  test("a clone of a group's member", () => {
    refused(
      () =>
        new Trial(primitive, cib(`<group id="g">${P("d")}</group>`)).put({
          ...DUMMY,
          clone: { name: "d-clone" },
        }),
      "d: clone: the primitive is in the group g, and members of a group cannot be cloned",
    );
  });

  test("unknown parameters of an agent, and a missing required one", () => {
    refused(
      () =>
        new Trial(primitive).put({
          name: "a",
          agent: "ocf:pacemaker:Stateful",
          parameters: { passwd: "hidden", stat: 1 },
        }),
      "a: parameters: ocf:pacemaker:Stateful has no parameter passwd; it has: state, envfile, notify_delay\n" +
        "a: parameters: ocf:pacemaker:Stateful has no parameter stat; it has: state, envfile, notify_delay",
    );
    refused(
      () =>
        new Trial(primitive).put({
          name: "a",
          agent: "ocf:heartbeat:IPaddr2",
          parameters: { cidr_netmask: "hidden" },
        }),
      "a: parameters: ocf:heartbeat:IPaddr2 needs the parameter ip",
    );
  });

  test("a member that is in another group or clone, is a group, or does not exist", () => {
    const put = (members: string[]) => () =>
      new Trial(resourceGroup, GUIDE).put({ name: "new", members });
    refused(
      put(["ClusterIP"]),
      "members: ClusterIP is in the group abiquo_rs; a resource can be in one place only: take it out there first",
    );
    refused(
      put(["ping"]),
      "members: ping is in the clone ping-clone; a resource can be in one place only: take it out there first",
    );
    refused(put(["abiquo_rs"]), "members: abiquo_rs is a group; a group can hold primitives only");
    refused(
      put(["nothing"]),
      "members: there is no resource nothing in the cluster; create it first, or correct the name",
    );
  });

  test("members that run on different nodes", () => {
    refused(
      () => new Trial(resourceGroup, APART).put({ name: "g", members: ["left", "right"] }),
      "members: right runs on rsha2, left runs on rsha1; a group runs on one node, so taking both in would stop and move one of them. " +
        "Move it first (crm_resource --move --resource right --node rsha1, and pcs resource clear right when it is in the group), " +
        "stop it (pcs resource disable right, and enable it again when it is in the group), or declare it with startWithGroup: true",
    );
  });

  test("a constraint on a missing resource", () => {
    const trial = new Trial(colocationConstraint, GUIDE);
    refused(
      () => trial.put({ resource: "abiquo", with: "pings" }),
      `resource: there is no resource abiquo in the cluster ${LISTED}\n` +
        `with: there is no resource pings in the cluster ${LISTED}`,
    );
    refused(
      () => new Trial(orderConstraint).put({ first: "a", then: "a" }),
      "first: there is no resource a in the cluster (there is: none)\nthen: there is no resource a in the cluster (there is: none)",
    );
  });

  test("a location on an unknown node, together with a missing resource", () => {
    const put =
      (node: string, resource = "a") =>
      (): unknown =>
        new Trial(locationConstraint, cib(P("a"))).put({ resource, node });
    refused(put("rsha3"), "node: there is no node rsha3 in the cluster (there is: rsha1, rsha2)");
    refused(
      put("rsha1.example.com", "b"),
      "resource: there is no resource b in the cluster (there is: a)\n" +
        "node: there is no node rsha1.example.com in the cluster (there is: rsha1, rsha2)",
    );
  });

  test("unknown operations of an agent, together with other failures", () => {
    refused(
      () =>
        new Trial(primitive).put({
          name: "d",
          agent: "ocf:pacemaker:Dummy",
          parameters: { fak: "x" },
          operations: [{ name: "monitr", interval: "10s" }, { name: "promote" }],
        }),
      "d: parameters: ocf:pacemaker:Dummy has no parameter fak; it has: state, passwd, fake, op_sleep, fail_start_on, envfile\n" +
        "d: operations: ocf:pacemaker:Dummy has no action monitr; it has: start, stop, monitor, reload, reload-agent, migrate_to, migrate_from\n" +
        "d: operations: ocf:pacemaker:Dummy has no action promote; it has: start, stop, monitor, reload, reload-agent, migrate_to, migrate_from",
    );
  });

  const DEADLOCK =
    "stonithEnabled: after this, fencing would be on (Pacemaker's default) without a fence device, so the cluster would neither start nor stop abiquo_rs, ping-clone; " +
    "declare a fence device (PrimitiveResource with a stonith: agent, before the resources, so that it goes last), or remove the resources first";

  test("fencing without a device while there are resources", () => {
    const trial = new Trial(pacemakerProperties, GUIDE);
    const without = { label: "options" };
    refused(() => trial.put({ ...OPTIONS, stonithEnabled: true }, OPTIONS), DEADLOCK);
    refused(() => trial.put(without, OPTIONS), DEADLOCK);
    const withDevice = trial.on(primitive).then({ name: "f", agent: "stonith:fence_ipmilan" });
    expect(withDevice.on(pacemakerProperties).put(without, OPTIONS).id).toBe("properties/options");
  });
});

describe("put of a group", () => {
  const tree = cib(
    `${P("a")}<group id="g"><!-- c -->${P("b")}${P("foreign")}${P("c")}</group>${P("d")}`,
  );
  const trial = new Trial(resourceGroup, tree);
  const group = (...members: string[]): object => ({ name: "g", members });
  const ids = (e: Element): string[] =>
    [...of(e, "g").matchAll(/<primitive id="(\w+)"/g)].map((m) => m[1] ?? "");

  test("sorts members as declared, and foreign members keep their position", () => {
    expect(ids(trial.put(group("c", "b"), group("b", "c")).cib)).toEqual(["c", "foreign", "b"]);
  });

  test("inserts a new member at its declared position", () => {
    expect(ids(trial.put(group("a", "b", "c"), group("b", "c")).cib)).toEqual([
      "a",
      "foreign",
      "b",
      "c",
    ]);
  });

  test("moves a removed member to the top level, running", () => {
    const { cib: next } = trial.put(group("b"), group("b", "c"));
    expect([ids(next), of(next, "c")]).toEqual([
      ["b", "foreign"],
      writeXml(byId(tree, "c") ?? tree),
    ]);
  });

  test("stops a removed member with startWithGroup in the same edit", () => {
    const { cib: next } = trial.put(group("b"), { ...group("b", "c"), startWithGroup: ["c"] });
    expect(of(next, "c")).toBe(
      P("c").replace(
        "/>",
        `><meta_attributes id="c-meta_attributes"><nvpair id="c-starts-with-group" name="target-role" value="Stopped"/></meta_attributes></primitive>`,
      ),
    );
  });

  test("stops a removed member that the program no longer declares, and takes it in again", () => {
    const { cib: next } = trial.put(group("b"), { ...group("b", "c"), undeclared: ["c"] });
    expect(of(next, "c")).toBe(
      P("c").replace(
        "/>",
        `><meta_attributes id="c-meta_attributes"><nvpair id="c-stopped-for-deletion" name="target-role" value="Stopped"/></meta_attributes></primitive>`,
      ),
    );
    const again = new Trial(resourceGroup, next).put(group("b", "c"), group("b"));
    expect(of(again.cib, "c")).toBe(P("c"));
  });

  test("notes members that the program no longer declares, except those that wait for a group anyway", () => {
    const given: unknown = { ...group("a", "b"), startWithGroup: ["a"] };
    const args = given as Parameters<typeof resourceGroup.observe>[2];
    const note = resourceGroup.noteUndeclared;
    expect(note?.(args, () => false)).toEqual({ ...args, undeclared: ["b"] });
    expect(note?.(args, () => true)).toBe(args);
  });

  test("takes in a member that waits for a group, also if the program does not say so", () => {
    const waiting = new Trial(primitive).then({ ...DUMMY, startWithGroup: true });
    const put = waiting.on(resourceGroup).put({ name: "other", members: ["d"] });
    expect([waiting.tree, put.cib].map((c) => of(c, "d").includes("target-role"))).toEqual([
      true,
      false,
    ]);
  });

  test("sets meta attributes, and removes those that are no longer declared", () => {
    const on = trial.then({ ...group("b", "c"), meta: { resourceStickiness: 5 } }, group("b", "c"));
    expect(of(on.tree, "g")).toContain(
      `<meta_attributes id="g-meta_attributes"><nvpair id="g-meta_attributes-resource-stickiness" name="resource-stickiness" value="5"/></meta_attributes></group>`,
    );
    const off = on.put(group("b", "c"), { ...group("b", "c"), meta: { resourceStickiness: 5 } });
    expect(off.cib).toEqual(tree);
  });

  test("reports running members that a new member in front of them restarts", () => {
    const running = fixtureXml("snapshots/group-started.cib.xml");
    const more = new Trial(primitive, running)
      .then({ ...DUMMY, startWithGroup: true })
      .on(resourceGroup);
    const put = more.put(
      { name: "g", members: ["a", "d", "b", "c"], startWithGroup: ["d"] },
      { name: "g", members: ["a", "b", "c"] },
    );
    expect(put.notes).toEqual(["a new member goes in front of b, c, which Pacemaker restarts"]);
    expect(
      more.put({ name: "g", members: ["c", "b", "a"] }, { name: "g", members: ["a", "b", "c"] })
        .notes,
    ).toEqual([]);
  });
});

describe("put of a primitive", () => {
  const made = new Trial(primitive).then({
    ...DUMMY,
    parameters: { fake: "x" },
    meta: { migrationThreshold: 3 },
  });

  test("removes settings that are no longer declared, and keeps foreign ones", () => {
    const theirs = new Trial(primitive, made.tree).then({
      ...DUMMY,
      meta: { "is-managed": false },
    });
    const { cib: next } = theirs.put(DUMMY, {
      ...DUMMY,
      parameters: { fake: "x" },
      meta: { migrationThreshold: 3 },
    });
    expect(next).toEqual(
      new Trial(primitive).then({ ...DUMMY, meta: { "is-managed": false } }).tree,
    );
  });

  test("changes the agent in place", () => {
    const args = { name: "d", agent: "lsb:abiquo-tomcat" };
    const { cib: next } = made.put(args, { ...DUMMY, parameters: { fake: "x" } });
    expect(of(next, "d")).toMatch(
      /^<primitive id="d" class="lsb" type="abiquo-tomcat"><meta_attributes/,
    );
  });

  test("clones a primitive, changes the clone and removes it", () => {
    const one = { ...DUMMY, clone: { name: "d-clone", meta: { interleave: true } } };
    const two = { ...DUMMY, clone: { name: "d-clone", meta: { cloneMax: 2 } } };
    const plain = new Trial(primitive).then(DUMMY);
    const cloned = plain.then(one, DUMMY);
    const changed = cloned.then(two, one);
    const pair = (name: string, value: string): string =>
      `<meta_attributes id="d-clone-meta_attributes"><nvpair id="d-clone-meta_attributes-${name}" name="${name}" value="${value}"/></meta_attributes></clone>`;
    expect(of(cloned.tree, "d-clone")).toBe(
      `<clone id="d-clone">${of(plain.tree, "d")}${pair("interleave", "true")}`,
    );
    expect(of(changed.tree, "d-clone")).toBe(
      `<clone id="d-clone">${of(plain.tree, "d")}${pair("clone-max", "2")}`,
    );
    expect(changed.then(DUMMY, two).tree).toEqual(plain.tree);
  });

  test("stops a new primitive with startWithGroup, and never an existing one", () => {
    const waits = { ...DUMMY, startWithGroup: true };
    expect(of(new Trial(primitive).put(waits).cib, "d")).toContain(
      `name="target-role" value="Stopped"`,
    );
    const plain = new Trial(primitive).then(DUMMY);
    expect(plain.put(waits, DUMMY).cib).toBe(plain.tree);
  });
});

describe("put of a constraint", () => {
  test("adopts an equal constraint with another id, also if pcs wrote defaults", () => {
    const order = `<rsc_order first="a" then="b" first-action="start" then-action="start" id="theirs"/>`;
    const trial = new Trial(orderConstraint, cib(P("a") + P("b"), order));
    const put = trial.put({ first: "a", then: "b" });
    expect([put.id, put.cib === trial.tree]).toEqual(["theirs", true]);
    expect(trial.put({ first: "a", then: "b", kind: "Optional" }).id).toBe("order-a-b-Optional");
  });

  test("uses the ids of pcs", () => {
    const trial = new Trial(locationConstraint, cib(P("a"))).then({
      resource: "a",
      node: "rsha1",
      score: 50,
    });
    const put = trial.put({ resource: "a", node: "rsha1", score: "-INFINITY" });
    expect([writeXml(byId(put.cib, "location-a-rsha1-50") ?? put.cib), put.id]).toEqual([
      `<rsc_location id="location-a-rsha1-50" rsc="a" node="rsha1" score="50"/>`,
      "location-a-rsha1--INFINITY",
    ]);
  });

  test("removes attributes that are no longer declared", () => {
    const trial = new Trial(colocationConstraint, GUIDE);
    const named = { ...WITH_PING, name: "mine", score: 5 };
    const withRole = { ...named, role: "Started" };
    expect(trial.then(withRole).put(named, withRole).cib).toEqual(trial.put(named).cib);
  });
});

describe("stopLeavingMembers", () => {
  const held = (...members: string[]): GroupSpec => ({
    id: "g",
    members,
    meta: {},
    held: members,
    undeclared: [],
  });
  const running = (id: string): string =>
    `<lrm_resource id="${id}"><lrm_rsc_op id="${id}_last_0" operation="start" call-id="9" rc-code="0" op-status="0" interval="0"/></lrm_resource>`;
  const status = `<node_state id="1" uname="rsha1" in_ccm="true" crmd="online"><lrm id="1"><lrm_resources>${running("a")}${running("b")}</lrm_resources></lrm></node_state>`;
  const tree = cib(`<group id="g">${P("a")}${P("b")}</group>${P("c")}`, "", "", status);

  test("moves a leaving member to the top level, stopped", () => {
    const room = stopLeavingMembers(tree, held("a", "c"), held("a", "b"));
    expect([room?.resources, groupMembers(byId(room?.cib ?? tree, "g") ?? tree)]).toEqual([
      ["b"],
      ["a"],
    ]);
  });

  test("stops all members inside the group if all leave", () => {
    const room = stopLeavingMembers(tree, held("c"), held("a", "b"));
    expect([room?.resources, groupMembers(byId(room?.cib ?? tree, "g") ?? tree)]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("returns undefined if no member enters or no member leaves", () => {
    expect([
      stopLeavingMembers(tree, held("a"), held("a", "b")),
      stopLeavingMembers(tree, held("a", "b", "c"), held("a", "b")),
    ]).toEqual([undefined, undefined]);
  });
});

describe("put of an existing object", () => {
  test("does not adopt an operator's cli-prefer constraint", () => {
    const prefer = `<rsc_location id="cli-prefer-a" rsc="a" role="Started" node="rsha1" score="INFINITY"/>`;
    const trial = new Trial(locationConstraint, cib(P("a"), prefer));
    expect(trial.put({ resource: "a", node: "rsha1" }).id).toBe("location-a-rsha1-INFINITY");
  });

  test("releases a primitive outside a group when startWithGroup is removed", () => {
    const trial = new Trial(primitive).then({ ...DUMMY, startWithGroup: true });
    const free = trial.then(DUMMY, { ...DUMMY, startWithGroup: true });
    expect(free.tree).toEqual(new Trial(primitive).then(DUMMY).tree);
  });

  test("writes a changed value also if it means the same to Pacemaker", () => {
    const [on, one] = ["on", "1"].map((fake) => ({ ...DUMMY, parameters: { fake } }));
    const trial = new Trial(primitive).then(on ?? {});
    expect(writeXml(trial.put(one ?? {}, on).cib)).toContain('name="fake" value="1"');
    expect(trial.put(one ?? {}).cib).toBe(trial.tree);
  });

  test("refuses to dissolve a clone while a constraint refers to it", () => {
    const cloned = { ...DUMMY, clone: { name: `${DUMMY.name}-clone` } };
    const named = new Trial(primitive)
      .then(cloned)
      .on(locationConstraint)
      .then({ resource: `${DUMMY.name}-clone`, node: "rsha1" });
    refused(
      () => named.on(primitive).put(DUMMY, cloned),
      `clone: ${DUMMY.name}-clone cannot be dissolved or renamed while rsc_location location-${DUMMY.name}-clone-rsha1-INFINITY names it; remove that first (pcs constraint delete location-${DUMMY.name}-clone-rsha1-INFINITY), run pulumi up, then declare it again`,
    );
  });

  test("refuses to delete a group with a foreign member", () => {
    const tree = cib(`<group id="g">${P("own")}${P("foreign")}</group>`);
    const own = { name: "g", members: ["own"], startWithGroup: ["own"] };
    const args = { __kind: resourceGroup.type, cluster: CLUSTER, ...own };
    refused(
      () => resourceGroup.referenced?.checkRemoval?.(tree, "g", args),
      "g cannot be deleted while it holds foreign, which the program does not declare as its member; take it out first (pcs resource group remove g foreign)",
    );
  });

  test("reports a dissolved ping clone as drift", () => {
    const unclone = cib(P("ping"));
    expect(new Trial(pingClone, unclone).observe(PING)).not.toHaveProperty("cloneName");
  });
});

describe("put", () => {
  test("warns of another location of the same resource on the same node", () => {
    const others =
      `<rsc_location id="by-pcs" rsc="a" node="rsha1" score="7"/>` +
      `<rsc_location id="elsewhere" rsc="a" node="rsha2" score="7"/>` +
      `<rsc_location id="of-b" rsc="b" node="rsha1" score="7"/>` +
      `<rsc_location id="of-a-role" rsc="a" role="Promoted" node="rsha1" score="7"/>` +
      `<rsc_location id="l-kept-for-deletion" rsc="a" node="rsha1" score="9"/>`;
    const trial = new Trial(locationConstraint, cib(P("a") + P("b"), others));
    expect(trial.put({ resource: "a", node: "rsha1", score: 5, name: "l" }).warnings).toEqual([
      "by-pcs (score 7) is about a on rsha1 too, and Pacemaker adds their scores; if that is not meant, remove it: pcs constraint delete by-pcs",
    ]);
  });

  test("changes nothing the second time", () => {
    expect(guide(GUIDE)).toBe(GUIDE);
    expect(new Trial(pingClone, GUIDE).put(PING, PING).cib).toBe(GUIDE);
  });

  test.each([
    ["a node that is only in the status section", "late"],
    ["a remote node", "remote1"],
    ["a guest node", "guest1"],
    ["a node in upper case", "RSHA1"],
  ])("accepts a location on %s", (_what, node) => {
    const remote = `<primitive id="remote1" class="ocf" provider="pacemaker" type="remote"/>`;
    const meta = `<meta_attributes id="m"><nvpair id="n" name="remote-node" value="guest1"/></meta_attributes>`;
    const guest = P("v").replace("/>", `>${meta}</primitive>`);
    const status = `<node_state id="late" uname="late" remote_node="true"/>`;
    const trial = new Trial(locationConstraint, cib(P("a") + remote + guest, "", "", status));
    expect(trial.put({ resource: "a", node, name: "l" }).id).toBe("l");
  });

  test("sets names that Pacemaker does not know and reports them with a suggestion", () => {
    const warningsOf = <A extends CommonInputs>(kind: CibKind<A>, args: object): unknown =>
      new Trial(kind, GUIDE).put(args).warnings;
    expect([
      warningsOf(pacemakerProperties, {
        label: "o",
        properties: { "stonith-enabeld": true, hana_prd_site: "x", "cluster-delay": "60s" },
        resourceDefaults: { resourceStickyness: 1, migrationThreshold: 3 },
        operationDefaults: { timeout: "60s", onfail: "block" },
      }),
      warningsOf(primitive, {
        name: "d",
        agent: "ocf:pacemaker:Dummy",
        meta: { migrationTreshold: 3, targetRole: "Started" },
        clone: { name: "d-clone", meta: { clone_max: 2, interleave: true } },
      }),
      warningsOf(resourceGroup, {
        name: "abiquo_rs",
        members: MEMBERS,
        meta: { isManaged: true, owner: 1 },
      }),
    ]).toEqual([
      [
        "properties: Pacemaker has no cluster property stonith-enabeld (did you mean stonith-enabled?); it is set anyway",
        "properties: Pacemaker has no cluster property hana_prd_site; it is set anyway",
        "resourceDefaults: Pacemaker has no meta attribute resource-stickyness (did you mean resource-stickiness?); it is set anyway",
        "operationDefaults: Pacemaker has no operation default onfail (did you mean on-fail?); it is set anyway",
      ],
      [
        "meta: Pacemaker has no meta attribute migration-treshold (did you mean migration-threshold?); it is set anyway",
        "clone.meta: Pacemaker has no meta attribute clone_max (did you mean clone-max?); it is set anyway",
      ],
      ["meta: Pacemaker has no meta attribute owner; it is set anyway"],
    ]);
  });
});
