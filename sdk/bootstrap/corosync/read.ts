import { type CorosyncConf, corosyncMemberNames } from "../../corosync/corosync-conf";
import { differingAddresses } from "../../corosync/differences";
import { isCorosyncMember, findReferenceConf } from "../../corosync/node-state";
import {
  type CorosyncNodeSpec,
  wantsCorosyncAtBoot,
  writeCorosyncOptions,
} from "../../corosync/spec";
import { NoUsableNode, PreconditionFailed } from "../../errors";
import type { CorosyncInputs } from "../../kind/cluster-inputs";
import { type CorosyncInspection, inspectCorosyncNodes } from "./inspect";
import { observeOptions } from "../observed-options";

/**
 * Returns the observed arguments; `undefined` if no reachable node has a cluster.
 * @throws NoUsableNode when no node is reachable
 * @throws PreconditionFailed when a daemon is stopped, because its state is unknown
 */
export async function readCorosyncCluster(
  args: CorosyncInputs,
): Promise<CorosyncInputs | undefined> {
  const inspection = await inspectCorosyncNodes(args.cluster);
  if (inspection.seen.length === 0) throw new NoUsableNode(inspection.unreachable);
  const known = findReferenceConf(inspection.seen.map((s) => s.state));
  if (known === undefined) return undefined;
  refuseStopped(inspection);
  return observed(args, known.conf, inspection);
}

function refuseStopped({ seen }: CorosyncInspection): void {
  const stopped = seen.filter(({ state }) => isCorosyncMember(state) && !state.running);
  if (stopped.length === 0) return;
  throw new PreconditionFailed(
    stopped
      .map(
        ({ state: { node }, facts: { active } }) =>
          `${node}: ${["corosync", "pacemaker"].filter((d) => !active.includes(d)).join(" and ")} ${active.includes("corosync") || active.includes("pacemaker") ? "is" : "are"} stopped; start the cluster there with \`pcs cluster start\``,
      )
      .join("\n"),
  );
}

function observed(
  args: CorosyncInputs,
  conf: CorosyncConf,
  { seen }: CorosyncInspection,
): CorosyncInputs {
  const inOtherCluster = seen
    .filter(({ state }) => state.conf?.name !== conf.name)
    .map((s) => s.state.node);
  const members = seen.filter(({ state }) => isCorosyncMember(state));
  const boot = members.every(({ state }) => state.boots === wantsCorosyncAtBoot(args));
  return {
    ...args,
    clusterName: conf.name || args.clusterName,
    nodes: observedNodes(args.nodes, conf, inOtherCluster),
    ...(args.transport === undefined ? {} : { transport: conf.transport }),
    ...(args.totem && {
      totem: observeOptions(args.totem, writeCorosyncOptions("totem", args.totem), conf.totem),
    }),
    ...(args.quorum && {
      quorum: observeOptions(args.quorum, writeCorosyncOptions("quorum", args.quorum), conf.quorum),
    }),
    ...(boot ? {} : { boot: !wantsCorosyncAtBoot(args) }),
  };
}

/** Returns the declared members in declared order, then the undeclared members. */
function observedNodes(
  declared: readonly CorosyncNodeSpec[],
  conf: CorosyncConf,
  inOtherCluster: readonly string[],
): readonly CorosyncNodeSpec[] {
  const present = corosyncMemberNames(conf).filter((name) => !inOtherCluster.includes(name));
  const kept = declared
    .filter((n) => present.includes(n.name))
    .map((n) => ({ ...n, ...withAddresses(differingAddresses(conf, n)) }));
  const more = present.filter((name) => !declared.some((n) => n.name === name));
  return [...kept, ...more.map((name) => ({ name }))];
}

const withAddresses = (addresses: readonly string[] | undefined): Partial<CorosyncNodeSpec> =>
  addresses === undefined ? {} : { addresses };
