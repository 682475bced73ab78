// Adopts a running cluster that was built by hand with the commands of Abiquo's guide. The program describes the cluster
// and takes over its resources without a restart. From then on, change the program, not the cluster.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  ColocationConstraint,
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

// { nodes: [{ name, host }, …], connection: { user, … } }
const cluster = site.requireObject<ClusterArgs>("cluster");

// Equal objects are taken over without `adopt`. With it, objects that differ are also taken over, and changed.
const taken = { cluster, adopt: true };

new PacemakerProperties("options", {
  ...taken,
  stonithEnabled: false,
  noQuorumPolicy: "ignore",
  resourceDefaults: { resourceStickiness: 100 },
});

const repository = new FilesystemResource("vm_repository", {
  ...taken,
  ...site.requireObject<Repository>("repository"),
});
const address = new IpAddr2Resource("ClusterIP", {
  ...taken,
  ip: site.require("floatingIp"),
  cidrNetmask: site.requireNumber("cidrNetmask"),
});
const tomcat = new LsbResource("tomcat-service", { ...taken, service: site.require("service") });
const services = new ResourceGroup("abiquo_rs", {
  ...taken,
  members: [repository, address, tomcat],
});

const gateway = new PingClone("ping", {
  ...taken,
  hostList: [site.require("gateway")],
  timeout: 5,
  attempts: 3,
});
new ColocationConstraint("abiquo_rs-with-ping", {
  ...taken,
  name: "colocation-abiquo_rs-ping-clone-INFINITY", // id from `pcs constraint --full`, needed for an import
  resource: services,
  with: gateway,
  score: "INFINITY",
});
