// Program of the tests of files and services on hosts: makes the resources in hosts.json, in order. A string that begins
// with "secret:" is a secret.
import * as pulumi from "@pulumi/pulumi";
import { readFileSync } from "node:fs";
import {
  CmanCluster,
  type ClusterArgs,
  HostFile,
  HostService,
  type PacemakerResource,
  PrimitiveResource,
  PropertiesFile,
} from "pulumi-pacemaker";

const kinds = { CmanCluster, HostFile, HostService, PrimitiveResource, PropertiesFile };

/** Resources by their Pulumi names. */
export type Hosts = Record<string, { readonly is: keyof typeof kinds } & Record<string, unknown>>;

const { cluster, resources } = JSON.parse(readFileSync("hosts.json", "utf8")) as {
  cluster: ClusterArgs;
  resources: Hosts;
};

function open(value: unknown): unknown {
  if (typeof value === "string")
    return value.startsWith("secret:") ? pulumi.secret(value.slice(7)) : value;
  if (Array.isArray(value)) return value.map(open);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, open(v)]));
}

type Kind = new (name: string, args: unknown) => PacemakerResource;
const make = (name: string, is: keyof typeof kinds, args: object): PacemakerResource =>
  new (kinds[is] as unknown as Kind)(name, args);

let where: unknown = cluster;
for (const [name, { is, ...args }] of Object.entries(resources)) {
  if (is === "CmanCluster") where = make(name, is, { ...cluster, ...args });
  else make(name, is, { cluster: where, ...(open(args) as object) });
}
