// Program of most live tests: makes the resources in declared.json. A string "@name" refers to another resource.
// A string "$id" is the id as a secret. As `cluster` a reference refers to a Corosync or Cman of the same declaration.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import * as pacemaker from "pulumi-pacemaker";

const kinds = {
  Corosync: pacemaker.CorosyncCluster,
  Cman: pacemaker.CmanCluster,
  Properties: pacemaker.PacemakerProperties,
  Primitive: pacemaker.PrimitiveResource,
  Filesystem: pacemaker.FilesystemResource,
  IpAddr2: pacemaker.IpAddr2Resource,
  Lsb: pacemaker.LsbResource,
  Group: pacemaker.ResourceGroup,
  Ping: pacemaker.PingClone,
  Colocation: pacemaker.ColocationConstraint,
  Order: pacemaker.OrderConstraint,
  Location: pacemaker.LocationConstraint,
  Ticket: pacemaker.TicketConstraint,
  Template: pacemaker.ResourceTemplate,
  Bundle: pacemaker.Bundle,
  Tag: pacemaker.Tag,
  Alert: pacemaker.Alert,
  NodeAttributes: pacemaker.NodeAttributes,
  FencingTopology: pacemaker.FencingTopology,
  ResourceDefaults: pacemaker.ResourceDefaults,
  OperationDefaults: pacemaker.OperationDefaults,
  AclRole: pacemaker.AclRole,
  AclTarget: pacemaker.AclTarget,
  Element: pacemaker.CibElement,
  Preflight: pacemaker.Preflight,
};

type Kinds = typeof kinds;
type Declared = {
  [K in keyof Kinds]: { is: K } & Omit<ConstructorParameters<Kinds[K]>[1], "cluster"> & {
      /** @default the lab's connection */
      cluster?: pacemaker.ClusterArgs;
    };
}[keyof Kinds];

/** The resources of a program by their Pulumi names. */
export type Declaration = Record<string, Declared>;

const { cluster, resources } = JSON.parse(readFileSync("declared.json", "utf8")) as {
  cluster: pacemaker.ClusterArgs | string;
  resources: Declaration;
};

const made: Record<string, pacemaker.PacemakerResource> = {};
const refer = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(refer);
  if (typeof value !== "string") return value;
  if (value.startsWith("$")) return pulumi.secret(value.slice(1));
  return value.startsWith("@") ? made[value.slice(1)] : value;
};

/** Arguments that are lists of objects with references. */
const NESTED = ["colocations", "locations", "orders", "sets", "levels", "permissions"];
const entries = (list: unknown): unknown =>
  (list as object[]).map((entry) =>
    Object.fromEntries(Object.entries(entry).map(([k, v]) => [k, refer(v)])),
  );

// Sorts referenced resources first, because declared.json may have any order.
const isCluster = (is: Declared["is"]): boolean => is === "Corosync" || is === "Cman";
const RANKS: readonly (readonly Declared["is"][])[] = [
  ["Properties", "Template", "AclRole"],
  ["Primitive", "Filesystem", "IpAddr2", "Lsb", "Ping"],
  ["Group", "Bundle"],
];
const rank = ({ is }: Declared): number => {
  const found = RANKS.findIndex((kinds) => kinds.includes(is));
  return isCluster(is) ? -1 : found < 0 ? RANKS.length : found;
};
const inOrder = Object.entries(resources).sort(([, a], [, b]) => rank(a) - rank(b));

for (const [name, { is, ...args }] of inOrder) {
  const referring = Object.fromEntries(
    Object.entries(args).map(([k, v]) => [k, NESTED.includes(k) ? entries(v) : refer(v)]),
  );
  const Kind = kinds[is] as new (name: string, args: unknown) => pacemaker.PacemakerResource;
  const where = isCluster(is) ? {} : { cluster: refer(cluster) };
  made[name] = new Kind(name, { ...where, ...referring });
}
