// A cluster that runs already, built by hand with the commands of Abiquo's guide: it is described, not made, and what is
// in it is taken over as it is. Nothing restarts; from then on the program is what counts.
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

// What exists and is as declared is taken over in any case; adopt also takes over what differs, and changes that.
const taken = { cluster, adopt: true };

new PacemakerProperties("options", {
  ...taken,
  stonithEnabled: false,
  noQuorumPolicy: "ignore",
  resourceDefaults: { resourceStickiness: 100 },
});

const member = { ...taken, startWithGroup: true };
const repository = new FilesystemResource("vm_repository", {
  ...member,
  ...site.requireObject<Repository>("repository"),
});
const address = new IpAddr2Resource("ClusterIP", {
  ...member,
  ip: site.require("floatingIp"),
  cidrNetmask: site.requireNumber("cidrNetmask"),
});
const tomcat = new LsbResource("tomcat-service", { ...member, service: site.require("service") });
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
  name: "colocation-abiquo_rs-ping-clone-INFINITY", // its id, as pcs constraint --full shows it; an import needs it
  resource: services,
  with: gateway,
  score: "INFINITY",
});
