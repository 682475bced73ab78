import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Element, idOf } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { validateCommonArgs } from "../../sdk/kind/common-args";
import { LIFECYCLES } from "../../sdk/provider/register";
import {
  type Declared,
  PUBLIC_PROGRAMS,
  type PublicCib,
  makePublicCib,
  runPublicProgram,
} from "./public-programs";

jest.mock("pulumi-pacemaker", () => jest.requireActual<object>("../../sdk/index"));

/** What the CIB of each program has, on three nodes. */
const CONTENTS: Readonly<Record<string, string>> = {
  "geo-booth": "4 primitive, 1 group, 1 rsc_order, 1 rsc_ticket, 1 tag",
  haproxy: "2 primitive, 1 clone, 1 rsc_colocation, 1 rsc_order",
  "instance-ha":
    "18 primitive, 10 clone, 13 rsc_location, 3 rsc_colocation, 13 rsc_order, 2 fencing-level",
  "mariadb-galera": "1 primitive, 1 clone",
  "nfs-active-active":
    "14 primitive, 5 group, 1 clone, 3 rsc_location, 4 rsc_colocation, 6 rsc_order",
  "nfs-on-drbd": "7 primitive, 1 group, 1 clone, 1 rsc_colocation, 1 rsc_order",
  "ocfs2-samba (gfs2)": "9 primitive, 1 group, 5 clone, 3 rsc_colocation, 3 rsc_order",
  "ocfs2-samba (ocfs2)": "9 primitive, 1 group, 5 clone, 3 rsc_colocation, 3 rsc_order",
  "openstack-bundles":
    "21 primitive, 1 clone, 6 bundle, 20 rsc_location, 7 rsc_colocation, 7 rsc_order, 5 fencing-level",
  "postgresql-paf": "5 primitive, 1 clone, 3 rsc_location, 1 rsc_colocation, 2 rsc_order",
  "remote-and-guest-nodes": "8 primitive, 2 rsc_location",
  "sap-hana":
    "7 primitive, 1 group, 3 clone, 1 rsc_location, 1 rsc_colocation, 1 rsc_order, 6 fencing-level",
  "sap-hana-azure":
    "9 primitive, 2 group, 3 clone, 3 rsc_location, 1 rsc_colocation, 1 rsc_order, 6 fencing-level",
  "sap-hana-cloud (aws)": "6 primitive, 2 clone, 3 rsc_colocation, 1 rsc_order",
  "sap-hana-cloud (azure)": "8 primitive, 2 group, 2 clone, 3 rsc_colocation, 1 rsc_order",
  "sap-hana-cloud (gcp)":
    "10 primitive, 2 group, 2 clone, 3 rsc_location, 3 rsc_colocation, 1 rsc_order",
  "sap-hana-cloud (libvirt)": "7 primitive, 2 clone, 1 rsc_location, 4 rsc_colocation, 2 rsc_order",
  "sap-hana-scale-out":
    "6 primitive, 3 clone, 4 rsc_location, 2 rsc_colocation, 1 rsc_order, 1 alert",
  "sap-s4hana-ensa2": "7 primitive, 2 group, 1 rsc_colocation, 1 rsc_order",
  "storage-cluster":
    "55 primitive, 13 group, 29 clone, 12 rsc_location, 40 rsc_colocation, 40 rsc_order",
  "virtual-machines":
    "76 primitive, 25 clone, 18 rsc_location, 144 rsc_colocation, 144 rsc_order, 51 utilization",
  "xen-on-ocfs2": "72 primitive, 1 group, 1 clone, 65 rsc_colocation, 65 rsc_order, 68 utilization",
};

const COUNTED = [
  "primitive",
  "group",
  "clone",
  "bundle",
  "rsc_location",
  "rsc_colocation",
  "rsc_order",
  "rsc_ticket",
  "fencing-level",
  "tag",
  "alert",
  "utilization",
];

const withDescendants = (e: Element): readonly Element[] => [
  e,
  ...e.children.flatMap(withDescendants),
];

function describeContents(cib: Element): string {
  const all = withDescendants(cib);
  const counts = COUNTED.map(
    (tag) => [all.filter(({ name }) => name === tag).length, tag] as const,
  );
  return counts.flatMap(([n, tag]) => (n === 0 ? [] : [`${n} ${tag}`])).join(", ");
}

const failuresOf = ({ name, inputs }: Declared): readonly string[] => {
  const { kind } = LIFECYCLES.find((l) => l.kind.type === inputs.__kind) ?? {};
  if (!kind) return [`${name}: ${inputs.__kind} is not registered`];
  return [...validateCommonArgs(inputs), ...kind.validate(inputs)].map(
    ({ property, reason }) => `${name}: ${property}: ${reason}`,
  );
};

/** Set this variable to a folder to get the CIBs as files, for `crm_verify` and other tools. */
const FOLDER = process.env.PUBLIC_CIBS;

describe.each(PUBLIC_PROGRAMS)("Public configuration $title", (program) => {
  let declared: readonly Declared[] = [];
  let result: PublicCib | undefined;
  const made = (): PublicCib => (result ??= makePublicCib(declared));

  beforeAll(async () => {
    declared = await runPublicProgram(program);
  }, 60_000);

  it("declares valid arguments", () => {
    expect(declared.flatMap(failuresOf)).toEqual([]);
  });

  it("becomes a whole configuration, without a warning", () => {
    const { cib, warnings } = made();
    if (FOLDER !== undefined) writeFileSync(join(FOLDER, `${program.title}.xml`), writeXml(cib));
    expect({ contents: describeContents(cib), warnings }).toEqual({
      contents: CONTENTS[program.title],
      warnings: [],
    });
  });

  it("has each id once", () => {
    const ids = withDescendants(made().cib)
      .filter(({ name }) => !IDREFS.includes(name))
      .map(idOf);
    expect(ids.filter((id, i) => id !== "" && ids.indexOf(id) !== i)).toEqual([]);
  });

  it("is the same after a second run", () => {
    const { cib, agent } = made();
    const text = writeXml(cib);
    for (const { name, inputs, kind, id } of made().made) {
      const again = kind.put(cib, { args: inputs, before: inputs, id, agent });
      if (again.cib !== cib) expect([name, writeXml(again.cib)]).toEqual([name, text]);
    }
  });

  it("is observed as it is declared", () => {
    for (const { name, inputs, kind, id } of made().made)
      expect([name, kind.observe(made().cib, id, inputs)]).toEqual([name, inputs]);
  });

  it("leaves nothing behind", () => {
    const left = [...made().made]
      .reverse()
      .reduce((cib, { inputs, kind, id }) => kind.remove(cib, id, inputs), made().cib);
    // The property set, and the entries of remote nodes, may have more than the program declares.
    const ids = withDescendants(left)
      .filter(({ name }) => !KEPT.includes(name))
      .map(idOf);
    expect(ids.filter((id) => id !== "")).toEqual([]);
  });
});

/** Elements whose `id` is no id of XML: it names another element, or a node. */
const IDREFS = ["obj_ref", "resource_ref", "role", "node", "node_state"];

const KEPT = ["cluster_property_set", "node", "node_state"];
