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

/** Arguments with constraints inside a resource. */
const INLINE = ["colocations", "locations", "orders"];
const entries = (list: unknown): unknown =>
  (list as object[]).map((entry) =>
    Object.fromEntries(Object.entries(entry).map(([k, v]) => [k, refer(v)])),
  );

// Sorts referenced resources first, because declared.json may have any order.
const isCluster = (is: Declared["is"]): boolean => is === "Corosync" || is === "Cman";
const rank = ({ is }: Declared): number => {
  if (isCluster(is)) return -1;
  return is === "Group" ? 1 : ["Colocation", "Order", "Location"].includes(is) ? 2 : 0;
};
const inOrder = Object.entries(resources).sort(([, a], [, b]) => rank(a) - rank(b));

for (const [name, { is, ...args }] of inOrder) {
  const referring = Object.fromEntries(
    Object.entries(args).map(([k, v]) => [k, INLINE.includes(k) ? entries(v) : refer(v)]),
  );
  const Kind = kinds[is] as new (name: string, args: unknown) => pacemaker.PacemakerResource;
  const where = isCluster(is) ? {} : { cluster: refer(cluster) };
  made[name] = new Kind(name, { ...where, ...referring });
}
