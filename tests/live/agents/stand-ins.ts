/** A resource agent that a lab replaces, or lacks. */
export interface StandIn {
  /** Variables and functions of `resource-agent.sh`. */
  readonly head?: string;
  /** The published meta-data, for a lab that lacks the agent. @default none: each lab has the agent */
  readonly metaData?: MetaData;
}

export interface MetaData {
  /** Names by the type of their content. */
  readonly string: string;
  readonly integer?: string;
  readonly boolean?: string;
  readonly required?: string;
  /** Actions with their attributes: `monitor timeout=20 role=Slave`. */
  readonly actions: readonly string[];
}

/** SAPHana and SAPHanaController set the score in a monitor, which asks HANA and takes long. The secondary waits for the sync. */
const HANA = 'SCORES="150 -12200 100" SCORE_AT=monitor START=2 MONITOR=1';
const withTopology = (topology: string): string =>
  `${HANA}\nready() { ls /run/stand-in/${topology} >/dev/null 2>&1; }`;

const hanaStrings = "SID InstanceNumber HANA_CALL_TIMEOUT DIR_EXECUTABLE";
const common = ["validate-all timeout=5", "meta-data timeout=5", "methods timeout=5"];
const monitors = [
  "monitor depth=0 timeout=700 interval=120",
  "monitor depth=0 timeout=700 interval=121 role=Slave",
  "monitor depth=0 timeout=700 interval=119 role=Master",
];

const FENCE_ACTIONS = ["on", "off", "reboot", "status", "list", "monitor", "metadata"];

/** Facts about agents: ClusterLabs/PAF, LINBIT/drbd-utils and SUSE/SAPHanaSR (branches main and maintenance-classic). */
export const STAND_INS: Readonly<Record<string, StandIn>> = {
  "ocf:heartbeat:pgsqlms": {
    head: 'SCORES="1001 none 1000" SCORE_AT="start monitor"',
    metaData: {
      string: "system_user bindir pgdata datadir pghost recovery_template start_opts",
      integer: "pgport maxlag",
      actions: [
        "start timeout=60",
        "stop timeout=60",
        "reload timeout=20",
        "promote timeout=30",
        "demote timeout=120",
        "monitor depth=0 timeout=10 interval=15 role=Master",
        "monitor depth=0 timeout=10 interval=16 role=Slave",
        "notify timeout=60",
        ...common,
      ],
    },
  },
  "ocf:linbit:drbd": {
    head: `SCORES="10000 10000 10000" SCORE_AT="start monitor"
free() { ! grep -q . /run/stand-in/fs-nfs-* 2>/dev/null; }`,
    metaData: {
      string: "drbd_resource drbdconf adjust_master_score remove_master_score_if_peer_primary",
      integer: "wfc_timeout",
      boolean: "stop_outdates_secondary ignore_missing_notifications unfence_if_all_uptodate",
      required: "drbd_resource",
      actions: [
        "start timeout=240",
        "reload timeout=30",
        "promote timeout=90",
        "demote timeout=90",
        "notify timeout=90",
        "stop timeout=100",
        "monitor timeout=20 interval=20 role=Slave",
        "monitor timeout=20 interval=10 role=Master",
        "meta-data timeout=5",
        "validate-all",
      ],
    },
  },
  "ocf:suse:SAPHanaTopology": {
    head: 'ATTRIBUTE="hana_ha1_roles=master1:master:worker:master" MONITOR=1',
    metaData: {
      string: hanaStrings,
      required: "SID InstanceNumber",
      actions: [
        "start timeout=600",
        "stop timeout=300",
        "status timeout=60",
        "monitor depth=0 timeout=600 interval=50",
        "reload timeout=5",
        ...common,
      ],
    },
  },
  "ocf:suse:SAPHanaFilesystem": {
    metaData: {
      string: "SID InstanceNumber DIRECTORY ON_FAIL_ACTION",
      required: "SID",
      actions: [
        "start timeout=10",
        "stop timeout=20",
        "status timeout=60",
        "monitor depth=0 timeout=120 interval=120",
        "reload timeout=5",
        ...common,
      ],
    },
  },
  "ocf:suse:SAPHanaController": {
    head: withTopology("rsc_SAPHanaTop_*"),
    metaData: {
      string: `${hanaStrings} PREFER_SITE_TAKEOVER DUPLICATE_PRIMARY_TIMEOUT DIR_PROFILE INSTANCE_PROFILE ON_FAIL_ACTION`,
      boolean: "AUTOMATED_REGISTER",
      required: "SID InstanceNumber",
      actions: [
        "start timeout=3600",
        "stop timeout=600",
        "status timeout=60",
        ...monitors,
        "promote timeout=900",
        "demote timeout=320",
        "reload timeout=5",
        ...common,
      ],
    },
  },
  "ocf:heartbeat:SAPHanaTopology": {
    head: 'ATTRIBUTE="hana_hn1_roles=4:P:master1:master:worker:master" MONITOR=1',
    metaData: {
      string: `${hanaStrings} SAPHanaFilter`,
      required: "SID InstanceNumber",
      actions: [
        "start timeout=600",
        "stop timeout=300",
        "status timeout=60",
        "monitor depth=0 timeout=60 interval=600",
        "reload timeout=5",
        ...common,
      ],
    },
  },
  "ocf:heartbeat:SAPHana": {
    head: withTopology("SAPHanaTopology_*"),
    metaData: {
      string: `${hanaStrings} PREFER_SITE_TAKEOVER DUPLICATE_PRIMARY_TIMEOUT DIR_PROFILE INSTANCE_PROFILE SAPHanaFilter`,
      boolean: "AUTOMATED_REGISTER REMOVE_SAP_SOCKETS",
      required: "SID InstanceNumber",
      actions: [
        "start timeout=3600",
        "stop timeout=3600",
        "status timeout=60",
        ...monitors,
        "promote timeout=3600",
        "demote timeout=320",
        "reload timeout=5",
        ...common,
      ],
    },
  },
  // Only the node with the newest data is promoted at first. The others join it, and are promoted in their next monitor.
  "ocf:heartbeat:galera": { head: 'SCORES="100 none 100" SCORE_AT=monitor' },
  "ocf:heartbeat:Filesystem": {
    head: `ready() { case $OCF_RESKEY_device in /dev/drbd*) runs drbd-nfs promoted ;; esac; }`,
  },
  "ocf:heartbeat:nfsserver": { head: "ready() { runs fs-nfs-state; }" },
  "ocf:heartbeat:exportfs": { head: "ready() { runs fs-nfs-share && runs nfsserver; }" },
  // The ERS is of use on another node than the ASCS only, so that this one refuses to start beside the other.
  "ocf:heartbeat:SAPInstance": {
    head: `ready() { runs "rsc_fs_\${OCF_RESKEY_InstanceName%_*}" && ! grep -q . /run/stand-in/rsc_sap_* 2>/dev/null; }
START=1`,
  },
  "ocf:heartbeat:IPaddr2": {},
  "ocf:heartbeat:azure-lb": {},
  "ocf:heartbeat:azure-events-az": {
    metaData: {
      string: "eventTypes",
      boolean: "verbose",
      actions: [
        "start timeout=10s",
        "stop timeout=10s",
        "monitor timeout=240s interval=10s",
        "validate-all timeout=20s",
        "meta-data timeout=10s",
      ],
    },
  },
  "stonith:fence_virsh": {
    metaData: {
      string: "action ip ipaddr login username port plug identity_file passwd password ssh_options",
      boolean: "secure ssh",
      integer: "delay power_timeout shell_timeout login_timeout",
      actions: FENCE_ACTIONS,
    },
  },
  "stonith:fence_azure_arm": {
    metaData: {
      string: `action port plug username login password passwd resourceGroup tenantId subscriptionId`,
      boolean: "msi network_fencing",
      integer: "delay power_timeout shell_timeout login_timeout",
      actions: FENCE_ACTIONS,
    },
  },
  "stonith:fence_kdump": {
    metaData: {
      string: "action nodename ipport family timeout",
      actions: ["off", "monitor", "metadata", "validate-all"],
    },
  },
  // A unit in place of the package's.
  "systemd:haproxy": {},
  "stonith:external/sbd": {
    head: 'NAMES=""',
    metaData: { string: "sbd_device crashdump", actions: [] },
  },
};
