// One site of a Geo cluster: booth grants the ticket, and the service runs where it is. Source: SUSE/doc-sleha,
// xml/geo_resources_i.xml. `rsc1` is any service there. The source tags constraints too, so that crmsh can export them; the
// other site runs this program.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
  Tag,
  TicketConstraint,
} from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<ClusterArgs>("cluster");

new PacemakerProperties("options", { cluster, stonithEnabled: true });
new PrimitiveResource("stonith-sbd", {
  cluster,
  agent: "stonith:external/sbd",
  parameters: { pcmk_delay_max: "30s" },
});

// Each site has its own address, so that both can have the same configuration.
const site = (clusterName: string, ip: string) => ({
  rule: { attribute: "#cluster-name", operation: "eq", value: clusterName } as const,
  values: { ip },
});
const address = new PrimitiveResource("ip-booth", {
  cluster,
  agent: "ocf:heartbeat:IPaddr2",
  parameters: { iflabel: "ha", nic: "eth1", cidr_netmask: 24 },
  parameterSets: [site("amsterdam", "192.168.201.100"), site("berlin", "192.168.202.100")],
  operations: [{ name: "monitor", timeout: "20s", interval: "10s" }],
});
const daemon = new PrimitiveResource("booth-site", {
  cluster,
  agent: "ocf:pacemaker:booth-site",
  parameters: { config: "nfs" },
  meta: { resourceStickiness: "INFINITY" },
  operations: [{ name: "monitor", interval: "10s" }],
});
const booth = new ResourceGroup("g-booth", { cluster, members: [address, daemon] });

const service = new PrimitiveResource("rsc1", { cluster, agent: "ocf:heartbeat:Dummy" });
new TicketConstraint("rsc1-req-ticketA", {
  cluster,
  name: "rsc1-req-ticketA",
  resource: service,
  ticket: "ticketA",
  lossPolicy: "fence",
});
new OrderConstraint("o-booth-before-rsc1", {
  cluster,
  name: "o-booth-before-rsc1",
  first: booth,
  then: service,
  kind: "Mandatory",
});
new Tag("geo_resources", { cluster, objects: [service, address, daemon, booth] });
