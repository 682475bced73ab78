// Abiquo's guide "Remote Services HA Using Pacemaker" as a program: two nodes, a floating address, the template
// repository, the remote services' Tomcat, and a ping of the gateway. Values of your site are stack config.
import * as pulumi from "@pulumi/pulumi";
import {
  ColocationConstraint,
  CorosyncCluster,
  type CorosyncClusterArgs,
  FilesystemResource,
  IpAddr2Resource,
  LsbResource,
  PacemakerProperties,
  PingClone,
  ResourceGroup,
} from "pulumi-pacemaker";

interface Repository {
  device: string;
  directory: string;
  fstype: string;
  options: string;
}

const site = new pulumi.Config();

const cluster = new CorosyncCluster(
  "pacemaker1",
  site.requireObject<CorosyncClusterArgs>("cluster"),
);

new PacemakerProperties("options", {
  cluster,
  stonithEnabled: false, // as in the guide; use real fencing if services write data
  noQuorumPolicy: "ignore",
  resourceDefaults: { resourceStickiness: 100 },
});

// The members are created stopped. The group starts them in order.
const repository = new FilesystemResource("vm_repository", {
  cluster,
  ...site.requireObject<Repository>("repository"),
});
const address = new IpAddr2Resource("ClusterIP", {
  cluster,
  ip: site.require("floatingIp"),
  cidrNetmask: site.requireNumber("cidrNetmask"),
});
const tomcat = new LsbResource("tomcat-service", {
  cluster,
  service: site.require("service"),
});
const services = new ResourceGroup("abiquo_rs", {
  cluster,
  members: [repository, address, tomcat], // start order; the stop order is the reverse
});

const gateway = new PingClone("ping", {
  cluster,
  hostList: [site.require("gateway")],
  timeout: 5,
  attempts: 3,
});
new ColocationConstraint("abiquo_rs-with-ping", {
  cluster,
  resource: services,
  with: gateway,
  score: "INFINITY",
});

export const activeAddress = address.ip;
