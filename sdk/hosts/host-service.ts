import { hasNode } from "../cib/status/nodes";
import { nodesRunningService, resourcesOfService } from "../cib/status/status";
import { NoUsableNode, PreconditionFailed } from "../errors";
import {
  type ServiceFacts,
  inspectService,
  setServiceAtBoot,
  stopService,
} from "../host/commands/init-system";
import type { ClusterAddress } from "../host/ssh/connection";
import type { Session } from "../host/ssh/session";
import { clusterAt } from "../cluster/cluster";
import type { HostServiceInputs } from "../kind/host-inputs";
import type { Lifecycle, ResourceKind } from "../kind/lifecycle";
import { type NodeChange, type InspectedNode, hostLifecycle } from "./lifecycle";
import { type Snapshot, pendingActions } from "../await/snapshot";

interface ServiceState extends ServiceFacts {
  /** Whether it runs because Pacemaker has started it, or found it. */
  readonly isClusters: boolean;
}

/** Whether a service starts at boot, the same on every node. */
export const hostServiceLifecycle = (
  kind: ResourceKind<HostServiceInputs>,
): Lifecycle<HostServiceInputs> =>
  hostLifecycle<HostServiceInputs, ServiceState>(kind, {
    id: ({ service }) => `service/${service}`,
    touches: ({ service }) => `service/${service}`,
    inspect,
    refusals: (state, { service }) =>
      state.exists
        ? []
        : [`service: there is no service ${service}; install what brings it, or correct the name`],
    drift,
    change,
  });

async function inspect(session: Session, args: HostServiceInputs): Promise<ServiceState> {
  const seen = await inspectService(session, args.service);
  const asks = seen.runs && !shallBoot(args);
  return { ...seen, isClusters: asks && (await isRunByCluster(session.node, args)) };
}

const shallBoot = ({ boot }: HostServiceInputs): boolean => boot ?? false;

/** @throws Refused when that cannot be told: then nothing may be stopped */
async function isRunByCluster(
  node: string,
  { service, cluster }: HostServiceInputs,
): Promise<boolean> {
  const moment = await now(cluster).catch((e: unknown) => {
    if (!(e instanceof NoUsableNode) && !(e instanceof PreconditionFailed)) throw e;
    throw new PreconditionFailed(
      `${node}: ${service} runs, and whether Pacemaker runs it cannot be told, so it is left alone; start the cluster, or stop ${service} there by hand. ${e.message}`,
      { cause: e },
    );
  });
  if (!hasNode(moment.cib, node))
    throw new PreconditionFailed(
      `${node}: ${service} runs, and the cluster has no node of that name, so it is left alone; name the nodes as the cluster does`,
    );
  return isActive(moment, service, node) || isUnderWay(moment, service, node);
}

/** Of both halves of a cluster that is split neither can tell. */
async function now(address: ClusterAddress): Promise<Snapshot> {
  const cluster = clusterAt(address);
  await cluster.read();
  return cluster.watcher.takeSnapshot();
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const isActive = ({ cib }: Snapshot, service: string, node: string): boolean =>
  nodesRunningService(cib, service).some((n) => same(n, node));

/** Pacemaker 1.1 remembers a start only when it has ended; the scheduler still wants it until then. */
const isUnderWay = (moment: Snapshot, service: string, node: string): boolean =>
  resourcesOfService(moment.cib, service).some((id) =>
    pendingActions(moment, id).some((action) => same(action.replace(/^.* on /, ""), node)),
  );

function drift(state: ServiceState, args: HostServiceInputs): readonly string[] {
  const { service } = args;
  if (!state.exists) return [`${service} does not exist`];
  return [
    ...bootDrift(state, args),
    ...(runsWrongly(state, args) ? [`${service} runs, and not by Pacemaker`] : []),
  ];
}

function bootDrift({ boots }: ServiceState, args: HostServiceInputs): readonly string[] {
  if (boots === (shallBoot(args) ? "on" : "off")) return [];
  if (!shallBoot(args)) return [`${args.service} starts at boot`];
  return [
    `${args.service} does not start at boot${boots === "partly" ? " in every runlevel" : ""}`,
  ];
}

const runsWrongly = ({ runs, isClusters }: ServiceState, args: HostServiceInputs): boolean =>
  !shallBoot(args) && runs && !isClusters;

function change(
  { session, state }: InspectedNode<ServiceState>,
  args: HostServiceInputs,
): NodeChange | undefined {
  const boots = bootDrift(state, args).length > 0;
  const runs = runsWrongly(state, args);
  if (!boots && !runs) return undefined;
  return {
    carryOut: async () => {
      if (boots) await setServiceAtBoot(session, args.service, shallBoot(args));
      // Pacemaker may have started it since it was looked at.
      if (runs && runsWrongly(await inspect(session, args), args))
        await stopService(session, args.service);
      await verify(session, args);
      return true;
    },
  };
}

/** @throws Refused when the node still is not as declared: its commands have said that they succeeded */
async function verify(session: Session, args: HostServiceInputs): Promise<void> {
  const left = drift(await inspect(session, args), args);
  if (left.length > 0)
    throw new PreconditionFailed(
      left
        .map((line) => `${session.node}: ${line}, although it was told not to; look at its log`)
        .join("\n"),
    );
}
