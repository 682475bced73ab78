import { type CorosyncConf, corosyncMemberNames } from "../../corosync/cluster-conf";
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
 * The arguments as the nodes have them; `undefined` when no node that can be reached has a cluster.
 * @throws NoUsableNode when no node can be reached
 * @throws Refused when a daemon is stopped: what it would say is not known
 */
export async function readCorosyncCluster(
  args: CorosyncInputs,
): Promise<CorosyncInputs | undefined> {
  const looks = await inspectCorosyncNodes(args.cluster);
  if (looks.seen.length === 0) throw new NoUsableNode(looks.unreachable);
  const known = findReferenceConf(looks.seen.map((s) => s.state));
  if (known === undefined) return undefined;
  refuseStopped(looks);
  return observed(args, known.conf, looks);
}

function refuseStopped({ seen }: CorosyncInspection): void {
  const stopped = seen.filter(({ state }) => isCorosyncMember(state) && !state.running);
  if (stopped.length === 0) return;
  throw new PreconditionFailed(
    stopped
      .map(
        ({ state: { node }, look }) =>
          `${node}: ${["corosync", "pacemaker"].filter((d) => !look.active.includes(d)).join(" and ")} ${look.active.includes("corosync") || look.active.includes("pacemaker") ? "is" : "are"} stopped; start the cluster there with \`pcs cluster start\``,
      )
      .join("\n"),
  );
}

function observed(
  args: CorosyncInputs,
  conf: CorosyncConf,
  { seen }: CorosyncInspection,
): CorosyncInputs {
  const astray = seen
    .filter(({ state }) => state.conf?.name !== conf.name)
    .map((s) => s.state.node);
  const members = seen.filter(({ state }) => isCorosyncMember(state));
  const boot = members.every(({ state }) => state.boots === wantsCorosyncAtBoot(args));
  return {
    ...args,
    clusterName: conf.name,
    nodes: observedNodes(args.nodes, conf, astray),
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

/** Declared nodes that are members, in their order, then members that are not declared. */
function observedNodes(
  declared: readonly CorosyncNodeSpec[],
  conf: CorosyncConf,
  astray: readonly string[],
): readonly CorosyncNodeSpec[] {
  const present = corosyncMemberNames(conf).filter((name) => !astray.includes(name));
  const kept = declared
    .filter((n) => present.includes(n.name))
    .map((n) => ({ ...n, ...withAddresses(differingAddresses(conf, n)) }));
  const more = present.filter((name) => !declared.some((n) => n.name === name));
  return [...kept, ...more.map((name) => ({ name }))];
}

const withAddresses = (addresses: readonly string[] | undefined): Partial<CorosyncNodeSpec> =>
  addresses === undefined ? {} : { addresses };
