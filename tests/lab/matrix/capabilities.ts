/** What a run of the matrix tries, and the suites that try it, below `tests/live`. */
export interface Capability {
  readonly what: string;
  readonly suites: readonly string[];
}

/** Tried on every generation. */
export const capabilities: readonly Capability[] = [
  {
    what: "the guide, from bare nodes to bare nodes",
    suites: ["suites/guide", "suites/component"],
  },
  { what: "first start: nothing before what governs it", suites: ["suites/first-start"] },
  {
    what: "every kind made, changed, reordered, removed",
    suites: ["suites/change", "suites/batch"],
  },
  { what: "constraints inside resources, rules", suites: ["suites/inline", "suites/rules"] },
  {
    what: "files and services of the hosts",
    suites: ["suites/hosts", "suites/host-preparation"],
  },
  { what: "replacements", suites: ["suites/replacements"] },
  { what: "deletion and destroy in order", suites: ["suites/last-stop"] },
  {
    what: "existing clusters; the same CIB as pcs and cibadmin write",
    suites: [
      ...["suites/existing-cluster", "suites/contract", "suites/rules-schema"],
      "matrix/beside-pcs",
    ],
  },
  { what: "what each kind promises in the cluster", suites: ["matrix/kinds"] },
  {
    what: "public configurations: PostgreSQL, NFS on DRBD, Galera, SAP HANA, HAProxy",
    suites: ["matrix/examples"],
  },
  { what: "drift found and mended", suites: ["faults/drift"] },
  { what: "failed resources explained and repaired", suites: ["faults/failures"] },
  { what: "loss of a node, loss of the gateway", suites: ["faults/failover"] },
  { what: "state of an older version of the package", suites: ["suites/upgrade"] },
  { what: "100 patches beside a flapping resource and a writer", suites: ["matrix/patches"] },
  { what: "remote and guest nodes", suites: ["matrix/remote-nodes"] },
  {
    what: "four nodes: a node added and removed; the DC, a member, quorum lost",
    suites: ["matrix/four-nodes", "matrix/losses"],
  },
];

/** Tried on the stand-in for EL6. */
export const el6Capabilities: readonly Capability[] = [
  { what: "the guide with CMAN, from bare nodes", suites: ["suites/cman"] },
  { what: "faults of CMAN: stops, reloads, suspended nodes", suites: ["soak/cman-faults"] },
  { what: "the guide in the dialect of Pacemaker 1.1.10", suites: ["matrix/el6-dialects-1.1.10"] },
  { what: "the guide in the dialect of Pacemaker 1.1.18", suites: ["matrix/el6-dialects-1.1.18"] },
  {
    what: "the stand-in answers like the recorded CMAN and Pacemaker",
    suites: ["soak/standin", "soak/standin-pacemaker"],
  },
];

/** Each test of this suite is a row of its own. */
export const clientSuite = "matrix/clients";
