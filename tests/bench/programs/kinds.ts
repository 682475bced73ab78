// Kinds of this library.
import type * as pulumi from "@pulumi/pulumi";
import * as pacemaker from "pulumi-pacemaker";

const all: Readonly<Record<string, new (name: string, args: never) => pulumi.Resource>> = {
  Properties: pacemaker.PacemakerProperties,
  Primitive: pacemaker.PrimitiveResource,
  Filesystem: pacemaker.FilesystemResource,
  IpAddr2: pacemaker.IpAddr2Resource,
  Lsb: pacemaker.LsbResource,
  Group: pacemaker.ResourceGroup,
  Ping: pacemaker.PingClone,
  Colocation: pacemaker.ColocationConstraint,
};

export function kinds(is: string, name: string, args: object): pulumi.Resource {
  const Kind = all[is];
  if (Kind === undefined) throw new Error(`no kind ${is}`);
  return new Kind(name, args as never);
}
