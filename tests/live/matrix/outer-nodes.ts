import { address } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { readRecord } from "../../lab/cluster/record";
import type { Declaration } from "../programs/declared";

/** The group that runs on the node, in the order of its members. */
export const services = ["mount", "database", "address"];

/** The primitive with which the node exists: a remote node's connection, or the machine of a guest node. */
const nodes = {
  remote1: (server: string) => ({
    is: "Primitive",
    agent: "ocf:pacemaker:remote",
    parameters: { server, reconnect_interval: "5s" },
  }),
  // The container of the lab always runs, so that a Dummy is its machine.
  guest1: (server: string) => ({
    is: "Primitive",
    agent: "ocf:pacemaker:Dummy",
    meta: { "remote-node": "guest1", "remote-addr": server, "remote-connect-timeout": "20s" },
  }),
} as const;

export type OuterNode = keyof typeof nodes;

/** The machine of the lab that the node is. */
export const machines = { remote1: "remote1", guest1: "remote2" } as const;

/** The resource that makes the node. */
export const connection = { remote1: "remote1", guest1: "machine" } as const;

/** Declares a group that runs on the node, and the node itself. */
export function declareOn(node: OuterNode, lab: Lab): Declaration {
  const { repository, floatingIp, cidrNetmask } = lab.facts();
  const server = address(readRecord(lab.name).octet, machines[node]);
  return {
    options: { is: "Properties", stonithEnabled: false },
    [connection[node]]: nodes[node](server),
    mount: { is: "Filesystem", ...repository },
    database: {
      is: "Primitive",
      agent: "ocf:pacemaker:Dummy",
      parameters: { op_sleep: "1" },
    },
    address: { is: "IpAddr2", ip: floatingIp, cidrNetmask },
    services: { is: "Group", members: services.map((name) => `@${name}`) },
    there: { is: "Location", resource: "@services", node, score: "INFINITY" },
  } as unknown as Declaration;
}
