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
import { type InspectedNode, type Preparation, hostLifecycle } from "./lifecycle";
import { type Snapshot, pendingActions } from "../await/snapshot";

interface ServiceState extends ServiceFacts {
  /** Whether Pacemaker runs the service: it has started it, or found it running. */
  readonly runsInCluster: boolean;
}

/** The lifecycle of a service's start at boot, which is the same on every node. */
export const hostServiceLifecycle = (
  kind: ResourceKind<HostServiceInputs>,
): Lifecycle<HostServiceInputs> =>
  hostLifecycle<HostServiceInputs, ServiceState>(kind, {
    id: ({ service }) => `service/${service}`,
    touches: ({ service }) => `service/${service}`,
    inspect,
    refusals,
    drift,
    change,
  });

/** Says why a node cannot have the declared state. */
function refusals({ exists, unit }: ServiceState, args: HostServiceInputs): readonly string[] {
  const { service } = args;
  if (unit === "unread")
    return [
      `service: systemd has not read the script /etc/init.d/${service} yet; run \`systemctl daemon-reload\` there, and run again`,
    ];
  if (!exists)
    return [
      `service: the service ${service} does not exist; install the package that contains it, or correct the name`,
    ];
  if (unit === undefined || !wantsBoot(args)) return [];
  return [
    `boot: ${service} is only a script, /etc/init.d/${service}, which the systemd of this node does not read (258 and later), so it cannot start at boot; ` +
      `install a unit file for it (/etc/systemd/system/${service}.service), run \`systemctl daemon-reload\`, and run again`,
  ];
}

async function inspect(session: Session, args: HostServiceInputs): Promise<ServiceState> {
  const seen = await inspectService(session, args.service);
  const asksCluster = seen.runs && !wantsBoot(args);
  return { ...seen, runsInCluster: asksCluster && (await isRunByCluster(session.node, args)) };
}

const wantsBoot = ({ boot }: HostServiceInputs): boolean => boot ?? false;

/** @throws PreconditionFailed when the answer is unknown: then nothing may be stopped */
async function isRunByCluster(
  node: string,
  { service, cluster }: HostServiceInputs,
): Promise<boolean> {
  const snapshot = await takeSnapshot(cluster).catch((e: unknown) => {
    if (!(e instanceof NoUsableNode) && !(e instanceof PreconditionFailed)) throw e;
    throw new PreconditionFailed(
      `${node}: ${service} runs, and it is unknown whether Pacemaker runs it, so it is not stopped; start the cluster, or stop ${service} on that node by hand. ${e.message}`,
      { cause: e },
    );
  });
  if (!hasNode(snapshot.cib, node))
    throw new PreconditionFailed(
      `${node}: ${service} runs, and the cluster has no node of that name, so it is not stopped; name the nodes as the cluster does`,
    );
  return isActive(snapshot, service, node) || isPending(snapshot, service, node);
}

/** Takes a snapshot. The read before it fails if the cluster is split, because neither half knows the other's services. */
async function takeSnapshot(address: ClusterAddress): Promise<Snapshot> {
  const cluster = clusterAt(address);
  await cluster.read();
  return cluster.watcher.takeSnapshot();
}

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

const isActive = ({ cib }: Snapshot, service: string, node: string): boolean =>
  nodesRunningService(cib, service).some((n) => same(n, node));

/** Pacemaker 1.1 records a start only when it has ended. Until then the scheduler still plans the start. */
const isPending = (snapshot: Snapshot, service: string, node: string): boolean =>
  resourcesOfService(snapshot.cib, service).some((id) =>
    pendingActions(snapshot, id).some((action) => same(action.replace(/^.* on /, ""), node)),
  );

function drift(state: ServiceState, args: HostServiceInputs): readonly string[] {
  const { service } = args;
  if (!state.exists) return [`${service} does not exist`];
  return [
    ...bootDrift(state, args),
    ...(runsOutside(state, args) ? [`${service} runs outside of Pacemaker`] : []),
  ];
}

function bootDrift({ boots }: ServiceState, args: HostServiceInputs): readonly string[] {
  if (boots === (wantsBoot(args) ? "on" : "off")) return [];
  if (!wantsBoot(args)) return [`${args.service} starts at boot`];
  return [
    `${args.service} does not start at boot${boots === "partly" ? " in every runlevel" : ""}`,
  ];
}

const runsOutside = ({ runs, runsInCluster }: ServiceState, args: HostServiceInputs): boolean =>
  !wantsBoot(args) && runs && !runsInCluster;

function change(
  { session, state }: InspectedNode<ServiceState>,
  args: HostServiceInputs,
): Preparation | undefined {
  const boots = bootDrift(state, args).length > 0;
  const runs = runsOutside(state, args);
  if (!boots && !runs) return undefined;
  const carryOut = async (): Promise<boolean> => {
    if (boots)
      await setServiceAtBoot(session, args.service, wantsBoot(args) ? "enable" : "disable");
    // Inspect again: Pacemaker may have started the service since.
    if (runs && runsOutside(await inspect(session, args), args))
      await stopService(session, args.service);
    await verify(session, args);
    return true;
  };
  return () => Promise.resolve({ carryOut });
}

/** @throws PreconditionFailed when the node is still not as declared, although its commands succeeded */
async function verify(session: Session, args: HostServiceInputs): Promise<void> {
  const left = drift(await inspect(session, args), args);
  if (left.length > 0)
    throw new PreconditionFailed(
      left
        .map(
          (line) =>
            `${session.node}: ${line}, although the commands that change this succeeded; look at the node's log`,
        )
        .join("\n"),
    );
}
