// A floating address on an existing cluster. The CI files of this example preview and deploy it: see the README.
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
