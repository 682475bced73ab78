// A floating address on a cluster that is there already. What matters here is what CI does with it: see the README.
import * as pulumi from "@pulumi/pulumi";
import { type ClusterArgs, IpAddr2Resource, PacemakerProperties } from "pulumi-pacemaker";

const site = new pulumi.Config();
const cluster = site.requireObject<ClusterArgs>("cluster");

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: site.requireBoolean("fencing"),
  resourceDefaults: { resourceStickiness: 100 },
});
new IpAddr2Resource("ClusterIP", {
  cluster,
  ip: site.require("floatingIp"),
  cidrNetmask: site.requireNumber("cidrNetmask"),
});
