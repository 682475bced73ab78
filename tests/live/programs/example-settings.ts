/** The stack configuration of each example with stand-ins for its agents, without `cluster`. */
export const EXAMPLE_SETTINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  haproxy: { address: "10.0.0.10", cidrNetmask: 24, fencing: false },
  "mariadb-galera": { fencing: false },
  "nfs-on-drbd": { clients: "192.168.1.0/24", address: "192.168.1.4" },
  "postgresql-paf": { hypervisor: "192.168.122.1", address: "192.168.122.70", cidrNetmask: 24 },
  "sap-hana": { address: "10.110.96.13", fencingPassword: "fencing-secret" },
};
