// SAP S/4HANA with ASCS and ERS (enqueue replication 2). Source: SUSE/suse-best-practices,
// adoc/SAP-S4HA10-setupguide-sle15.adoc, chapter 7 and the appendix.
import * as pulumi from "@pulumi/pulumi";
import {
  type ClusterArgs,
  ColocationConstraint,
  FilesystemResource,
  IpAddr2Resource,
  OrderConstraint,
  PacemakerProperties,
  PrimitiveResource,
  ResourceGroup,
} from "pulumi-pacemaker";

const cluster = new pulumi.Config().requireObject<ClusterArgs>("cluster");
const SID = "EN2";

new PacemakerProperties("cib-bootstrap-options", {
  cluster,
  stonithEnabled: true,
  properties: { "placement-strategy": "balanced" },
  resourceDefaults: { resourceStickiness: 1, migrationThreshold: 3 },
  operationDefaults: { timeout: 600, recordPending: true },
});

new PrimitiveResource("stonith-sbd", {
  cluster,
  agent: "stonith:external/sbd",
  parameters: { pcmk_delay_max: "30s" },
});

/** A central service of SAP: its address, its file system and the instance. */
function instance(
  name: string,
  host: string,
  { ip, partition, more = {}, stickiness, groupStickiness }: Place,
): { sap: PrimitiveResource; group: ResourceGroup } {
  const filesystem = new FilesystemResource(`rsc_fs_${SID}_${name}`, {
    cluster,
    device: `/dev/disk/by-id/SUSE-Example-A-part${partition}`,
    directory: `/usr/sap/${SID}/${name}`,
    fstype: "xfs",
    operations: [
      { name: "start", timeout: "60s", interval: "0s" },
      { name: "stop", timeout: "60s", interval: "0s" },
      { name: "monitor", interval: "20s", timeout: "40s" },
    ],
  });
  const address = new IpAddr2Resource(`rsc_ip_${SID}_${name}`, {
    cluster,
    ip,
    operations: [{ name: "monitor", interval: "10s", timeout: "20s" }],
  });
  const sap = new PrimitiveResource(`rsc_sap_${SID}_${name}`, {
    cluster,
    agent: "ocf:heartbeat:SAPInstance",
    parameters: {
      InstanceName: `${SID}_${name}_${host}`,
      START_PROFILE: `/sapmnt/${SID}/profile/${SID}_${name}_${host}`,
      AUTOMATIC_RECOVER: false,
      ...more,
    },
    operations: [{ name: "monitor", interval: "11s", timeout: "60s", onFail: "restart" }],
    ...(stickiness === undefined ? {} : { meta: { resourceStickiness: stickiness } }),
  });
  const group = new ResourceGroup(`grp_${SID}_${name}`, {
    cluster,
    members: [address, filesystem, sap],
    ...(groupStickiness === undefined ? {} : { meta: { resourceStickiness: groupStickiness } }),
  });
  return { sap, group };
}

interface Place {
  ip: string;
  partition: number;
  more?: Record<string, boolean>;
  stickiness?: number;
  groupStickiness?: number;
}

const ascs = instance("ASCS00", "sapen2as", {
  ip: "192.168.1.112",
  partition: 2,
  stickiness: 5000,
  groupStickiness: 3000,
});
const ers = instance("ERS10", "sapen2er", {
  ip: "192.168.1.113",
  partition: 3,
  more: { IS_ERS: true },
});

new ColocationConstraint(`col_sap_${SID}_not_both`, {
  cluster,
  resource: ers.group,
  with: ascs.group,
  score: -5000,
});
new OrderConstraint(`ord_sap_${SID}_first_ascs`, {
  cluster,
  first: ascs.sap,
  firstAction: "start",
  then: ers.sap,
  thenAction: "stop",
  kind: "Optional",
  symmetrical: false,
});
