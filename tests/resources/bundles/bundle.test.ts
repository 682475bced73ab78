import { findReferences } from "../../../sdk/cib/model/references";
import { byId, parentOf, withAttributes } from "../../../sdk/cib/xml/element";
import { writeXml } from "../../../sdk/cib/xml/parse";
import { Bundle, bundle } from "../../../sdk/resources/bundles/bundle";
import { LocationConstraint } from "../../../sdk/resources/constraints/location";
import { PrimitiveResource, primitive } from "../../../sdk/resources/primitives/primitive";
import { agent, runProgram } from "../../program/run-program";
import { cib } from "../../helpers";
import { CLUSTER, Trial, failures } from "../kind-helpers";

const P = (id: string, inside = ""): string =>
  `<primitive id="${id}" class="ocf" type="Dummy" provider="pacemaker">${inside}</primitive>`;
const text = (resources: string): string => writeXml(cib(resources));

const container = { type: "docker", image: "i:1" };
const network = { controlPort: 3121 };
const B = { name: "B", container };
const withP = { ...B, network, primitive: "P" };

const whole = {
  ...withP,
  container: {
    ...container,
    replicas: 2,
    replicasPerHost: 1,
    promotedMax: 1,
    runCommand: "x",
    network: "host",
    options: "o",
  },
  network: {
    ...network,
    ipRangeStart: "10.0.0.5",
    hostInterface: "eth0",
    hostNetmask: 24,
    portMappings: [{ port: 80 }, { range: "1-5" }, { port: 90, internalPort: 91 }],
  },
  storage: [
    { sourceDir: "/a", targetDir: "/b", options: "ro" },
    { sourceDirRoot: "/c", targetDir: "/d" },
  ],
  meta: { priority: 2 },
};

const CONTAINER = `<docker image="i:1" replicas="2" replicas-per-host="1" promoted-max="1" run-command="x" network="host" options="o"/>`;
const PORTS =
  `<port-mapping port="80" id="B-port-map-80"/><port-mapping range="1-5" id="B-port-map-1-5"/>` +
  `<port-mapping port="90" internal-port="91" id="B-port-map-90"/>`;
const NETWORK = `<network control-port="3121" ip-range-start="10.0.0.5" host-interface="eth0" host-netmask="24">${PORTS}</network>`;
const STORAGE =
  `<storage><storage-mapping source-dir="/a" target-dir="/b" options="ro" id="B-storage-map"/>` +
  `<storage-mapping source-dir-root="/c" target-dir="/d" id="B-storage-map-1"/></storage>`;
const META = `<meta_attributes id="B-meta_attributes"><nvpair id="B-meta_attributes-priority" name="priority" value="2"/></meta_attributes>`;

const held = `<meta_attributes id="P-meta_attributes"><nvpair id="P-starts-with-group" name="target-role" value="Stopped"/></meta_attributes>`;
const stopped = `<meta_attributes id="P-meta_attributes"><nvpair id="P-stopped-for-deletion" name="target-role" value="Stopped"/></meta_attributes>`;

describe("Bundle", () => {
  test("writes what pcs writes, with its ids and its order", () => {
    const trial = new Trial(bundle, cib(P("P"))).then(whole);
    expect(writeXml(trial.tree)).toBe(
      text(`<bundle id="B">${CONTAINER}${NETWORK}${STORAGE}${META}${P("P")}</bundle>`),
    );
    expect(trial.observe(whole)).toEqual(whole);
    expect(trial.put(whole, whole).cib).toBe(trial.tree);
  });

  test("owns declared values by their names, and lists as a whole", () => {
    const foreign = new Trial(
      bundle,
      cib(
        `<bundle id="B"><docker image="i:1" replicas="3"/><network add-host="true"><port-mapping id="theirs" port="1"/></network></bundle>`,
      ),
    );
    expect(foreign.observe(B)).toEqual(B);
    expect(foreign.put(B, B).cib).toBe(foreign.tree);
    const ports = { ...B, network: { portMappings: [{ port: 80 }] } };
    expect(foreign.observe(ports)).toEqual({ ...B, network: { portMappings: [{ port: 1 }] } });
    const put = foreign.then(ports, B);
    expect(writeXml(put.tree)).toBe(
      text(
        `<bundle id="B"><docker image="i:1" replicas="3"/><network add-host="true"><port-mapping port="80" id="B-port-map-80"/></network></bundle>`,
      ),
    );
    expect(writeXml(put.put(B, ports).cib)).toBe(
      text(`<bundle id="B"><docker image="i:1" replicas="3"/><network add-host="true"/></bundle>`),
    );
  });

  test("keeps the ids of mappings that stay, in any order, and removes what is no longer declared", () => {
    const tree = cib(`<bundle id="B">${CONTAINER}${NETWORK}${STORAGE}${META}</bundle>`);
    const { primitive: _p, ...own } = whole;
    const trial = new Trial(bundle, tree);
    const reordered = {
      ...own,
      network: { ...own.network, portMappings: own.network.portMappings.toReversed() },
    };
    expect(trial.observe(reordered)).toEqual(reordered);
    expect(trial.put(reordered, own).cib).toBe(tree);
    const changed = {
      ...own,
      storage: [
        { sourceDir: "/z", targetDir: "/d" },
        { sourceDir: "/e", targetDir: "/f" },
      ],
    };
    expect(writeXml(trial.put(changed, own).cib)).toContain(
      `<storage><storage-mapping target-dir="/d" id="B-storage-map-1" source-dir="/z"/>` +
        `<storage-mapping source-dir="/e" target-dir="/f" id="B-storage-map"/></storage>`,
    );
    expect(writeXml(trial.put(B, own).cib)).toBe(
      text(`<bundle id="B"><docker image="i:1"/></bundle>`),
    );
  });

  test("changes its engine in place", () => {
    const trial = new Trial(bundle).then(B);
    const podman = { ...B, container: { ...container, type: "podman" } };
    expect(trial.observe(podman)).toEqual(B);
    expect(writeXml(trial.put(podman, B).cib)).toBe(
      text(`<bundle id="B"><podman image="i:1"/></bundle>`),
    );
  });

  test("is written in the words of an older schema, and refused where the schema has none", () => {
    const schema = (version: string): Trial<never> =>
      new Trial(
        bundle,
        withAttributes(cib(), { "validate-with": `pacemaker-${version}` }),
      ) as never;
    const promoted = { ...B, container: { ...container, promotedMax: 1 } };
    const old = schema("2.8").then(promoted);
    expect(byId(old.tree, "B")?.children[0]?.attributes).toEqual({ image: "i:1", masters: "1" });
    expect(old.observe(promoted)).toEqual(promoted);
    expect(() => schema("2.5").put(B)).toThrow(
      "B: a bundle needs the schema pacemaker-2.8 or newer, and the cluster has pacemaker-2.5: raise the schema (cibadmin --upgrade)",
    );
    const both = { ...B, container: { ...container, type: "podman" }, network: { addHost: false } };
    expect(() => schema("2.10").put(both)).toThrow(
      "B: container.type podman needs the schema pacemaker-3.2 or newer, and the cluster has pacemaker-2.10: raise the schema (cibadmin --upgrade)\n" +
        "B: network.addHost needs the schema pacemaker-3.0 or newer, and the cluster has pacemaker-2.10: raise the schema (cibadmin --upgrade)",
    );
  });

  test("refuses an id that another element has", () => {
    expect(() => new Trial(bundle, cib(P("B"))).put(B)).toThrow(
      "B: name: the id belongs to a primitive of the cluster; set another `name`",
    );
  });
});

describe("The primitive of a bundle", () => {
  test("is released when it enters, and held again when it leaves", () => {
    const declared = { ...withP, startWithGroup: ["P"] };
    const inside = new Trial(bundle, cib(P("P", held))).then(declared);
    expect(writeXml(inside.tree)).toBe(
      text(`<bundle id="B"><docker image="i:1"/><network control-port="3121"/>${P("P")}</bundle>`),
    );
    const { primitive: _p, ...without } = declared;
    const left = inside.then({ ...without, startWithGroup: [] }, declared);
    expect(writeXml(left.tree)).toBe(
      text(
        `<bundle id="B"><docker image="i:1"/><network control-port="3121"/></bundle>${P("P", held)}`,
      ),
    );
  });

  test("stays in the bundle of another writer, and is drift if it is another one", () => {
    const tree = cib(
      `<bundle id="B"><docker image="i:1"/><network control-port="3121"/>${P("Q")}</bundle>${P("P")}`,
    );
    const trial = new Trial(bundle, tree);
    const { primitive: _p, ...without } = withP;
    expect(trial.put(without, without).cib).toBe(tree);
    expect(trial.observe(withP)).toEqual({ ...withP, primitive: "Q" });
    expect(() => trial.put(withP, withP)).toThrow(
      "primitive: B holds Q, and a bundle holds one primitive; take that out first (pcs cluster edit)",
    );
    const gone = new Trial(
      bundle,
      cib(`<bundle id="B"><docker image="i:1"/><network control-port="3121"/></bundle>${P("P")}`),
    );
    expect(gone.observe(withP)).toEqual(without);
    expect(parentOf(gone.put(withP, withP).cib, "P")?.name).toBe("bundle");
  });

  test("is refused if it is missing, no primitive, elsewhere, or runs", () => {
    const status =
      `<node_state uname="rsha1" in_ccm="true" crmd="online"><lrm><lrm_resources><lrm_resource id="P">` +
      `<lrm_rsc_op id="P_last_0" operation="start" interval="0" call-id="5" rc-code="0" op-status="0"/></lrm_resource></lrm_resources></lrm></node_state>`;
    const put =
      (resources: string, state = "") =>
      (): unknown =>
        new Trial(bundle, cib(resources, "", "", state)).put(withP);
    expect(put("")).toThrow(
      "primitive: there is no resource P in the cluster; create it first, or correct the name",
    );
    expect(put(`<group id="P">${P("a")}</group>`)).toThrow(
      "primitive: P is a group; a bundle can hold a primitive only",
    );
    expect(put(`<group id="g">${P("P")}</group>`)).toThrow(
      "primitive: P is in the group g; a resource can be in one place only: take it out there first",
    );
    expect(put(P("P"), status)).toThrow(
      "primitive: P runs on rsha1, and a bundle runs it in its containers only; stop it (pcs resource disable P, and enable it again when it is in the bundle), or declare it with startWithGroup: true",
    );
  });

  test("stops before another one enters", () => {
    const status =
      `<node_state uname="B-0" remote_node="true"><lrm><lrm_resources><lrm_resource id="P">` +
      `<lrm_rsc_op id="P_last_0" operation="start" interval="0" call-id="5" rc-code="0" op-status="0"/></lrm_resource></lrm_resources></lrm></node_state>`;
    const tree = cib(
      `<bundle id="B"><docker image="i:1"/><network control-port="3121"/>${P("P")}</bundle>${P("Q")}`,
      "",
      "",
      status,
    );
    const args = (own: object): never =>
      ({ __kind: bundle.type, cluster: CLUSTER, ...own }) as never;
    const step = (
      own: object,
    ): ReturnType<NonNullable<NonNullable<typeof bundle.running>["stopBeforePut"]>> =>
      bundle.running?.stopBeforePut?.(tree, { args: args(own), before: args(withP) });
    const plan = step({ ...withP, primitive: "Q" });
    expect(plan?.resources).toEqual(["P"]);
    expect(writeXml(byId(plan?.cib ?? tree, "P") ?? tree)).toBe(P("P", stopped));
    expect(step({ ...B, network })).toBeUndefined();
    expect(step(withP)).toBeUndefined();
  });

  test("goes back when the bundle is deleted, which is stopped before", () => {
    const { tree } = new Trial(bundle, cib(P("P"))).then(withP);
    const args = { __kind: bundle.type, cluster: CLUSTER, ...withP } as never;
    expect(bundle.running?.stopTarget(tree, "B", args)).toBe("B");
    expect(bundle.awaits(tree, "B", args)).toEqual({ resources: ["B"] });
    expect(bundle.referenced?.referenceIds("B", args)).toEqual(["B"]);
    expect(writeXml(bundle.remove(tree, "B", args))).toBe(text(P("P")));
    const noted = bundle.noteUndeclared?.(args, () => false) ?? args;
    expect(writeXml(bundle.remove(tree, "B", noted))).toBe(text(P("P", stopped)));
    expect(bundle.noteUndeclared?.(args, () => true)).toBe(args);
  });

  test("is not cloned, and no longer waits for a group", () => {
    const { tree } = new Trial(bundle, cib(P("P", held))).then({ ...withP, startWithGroup: ["P"] });
    const own = { name: "P", agent: "ocf:pacemaker:Dummy" };
    expect(() => new Trial(primitive, tree).put({ ...own, clone: { name: "c" } })).toThrow(
      "P: clone: the primitive is in the bundle B, and members of a bundle cannot be cloned",
    );
    const args = {
      __kind: primitive.type,
      cluster: CLUSTER,
      ...own,
      startWithGroup: true,
    } as never;
    expect(primitive.awaits(tree, "P", args)).toEqual({ resources: ["P"] });
  });
});

describe("The arguments of a bundle", () => {
  test("have rules, and all failures are returned", () => {
    expect(
      failures(bundle, {
        name: "B",
        container: { type: "rkt", replicas: 0, image: "" },
        network: {
          ipRangeStart: "x",
          portMappings: [{}, { port: 1, range: "2-1" }, { range: "1-2", internalPort: 3 }],
        },
        storage: [{ targetDir: "/a" }, { sourceDir: "/a", sourceDirRoot: "/b", targetDir: "" }],
      }),
    ).toEqual([
      ' | container: type: "rkt" is not one of "docker", "podman"; image: "" must be a text that is not empty; replicas: 0 is not a whole number from 1 to 1000000',
      'network | network: ipRangeStart: "x" is not an IPv4 or IPv6 address, such as "10.60.13.58" (the prefix length goes into cidrNetmask); ' +
        'portMappings: [0] port or range is required; [1] range: "2-1" is not a range of ports, such as "8000-8010"; port and range exclude each other: give one of them; [2] internalPort needs port',
      ' | storage: [0] sourceDir or sourceDirRoot is required; [1] targetDir: "" must be a text that is not empty; sourceDir and sourceDirRoot exclude each other: give one of them',
    ]);
  });

  test("let Pacemaker reach the primitive", () => {
    const { network: _n, ...unreached } = withP;
    expect(failures(bundle, unreached)).toEqual([
      "network | network: a primitive needs ipRangeStart or controlPort, or Pacemaker cannot reach it",
    ]);
    const shared = { ...withP, container: { ...container, replicasPerHost: 2 } };
    expect(failures(bundle, shared)).toEqual([
      "network | network: containers of one node cannot share controlPort: give ipRangeStart, or no replicasPerHost",
    ]);
    expect(failures(bundle, { ...shared, network: { ipRangeStart: "10.0.0.1" } })).toEqual([]);
    expect(failures(bundle, B)).toEqual([]);
  });

  test("may be unknown in a preview", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(
      failures(bundle, {
        ...withP,
        container: { type: unknown, image: unknown, replicas: unknown },
        network: unknown,
        storage: [{ sourceDir: unknown, targetDir: unknown }],
      }),
    ).toEqual([]);
  });
});

describe("A program with a bundle", () => {
  test("makes it after its primitive, which it governs, and before what names it", async () => {
    const { governedBy } = await runProgram((c) => {
      const cluster = c as never;
      const p = new PrimitiveResource("p", { cluster, agent });
      const b = new Bundle("b", {
        cluster,
        container: { type: "podman", image: "i" },
        network,
        primitive: p,
      });
      new LocationConstraint("home", { cluster, resource: b, node: "rsha1" });
    });
    expect(governedBy).toEqual({ p: ["Bundle b"], b: ["LocationConstraint home"] });
  });

  test("refuses a primitive that is in a bundle already", async () => {
    await runProgram((c) => {
      const own = {
        cluster: c as never,
        container: { type: "podman" as const, image: "i" },
        network,
      };
      const p = new PrimitiveResource("p", { cluster: c as never, agent });
      new Bundle("b", { ...own, primitive: p });
      expect(() => new Bundle("other", { ...own, primitive: p })).toThrow(
        'other: members: p is already a member of the group "b" of this program',
      );
    });
  });

  test("keeps a node inside the bundle as long as a constraint names it", () => {
    const tree = cib(
      `<bundle id="B"><docker image="i"/><network control-port="3121"/>${P("P")}</bundle>`,
      `<rsc_location id="l" rsc="x" node="B-0" score="1"/>`,
    );
    expect(findReferences(tree, "B")).toEqual([{ id: "l", text: "rsc_location l" }]);
  });
});
