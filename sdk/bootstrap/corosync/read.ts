import { type ClusterConf, memberNames } from "../../corosync/cluster-conf";
import { otherAddresses } from "../../corosync/differences";
import { isMember, reference } from "../../corosync/node-state";
import { type NodeSpec, startsAtBoot, written } from "../../corosync/spec";
import { NoUsableNode, Refused } from "../../errors";
import type { CorosyncInputs } from "./inputs";
import { type Looks, lookAtNodes } from "./inspect";
import { observedOptions } from "../observed-options";

/**
 * The arguments as the nodes have them; `undefined` when no node that can be reached has a cluster.
 * @throws NoUsableNode when no node can be reached
 * @throws Refused when a daemon is stopped: what it would say is not known
 */
export async function readCluster(args: CorosyncInputs): Promise<CorosyncInputs | undefined> {
  const looks = await lookAtNodes(args.cluster);
  if (looks.seen.length === 0) throw new NoUsableNode(looks.unreachable);
  const known = reference(looks.seen.map((s) => s.state));
  if (known === undefined) return undefined;
  refuseStopped(looks);
  return observed(args, known.conf, looks);
}

function refuseStopped({ seen }: Looks): void {
  const stopped = seen.filter(({ state }) => isMember(state) && !state.running);
  if (stopped.length === 0) return;
  throw new Refused(
    stopped
      .map(
        ({ state: { node }, look }) =>
          `${node}: ${["corosync", "pacemaker"].filter((d) => !look.active.includes(d)).join(" and ")} ${look.active.includes("corosync") || look.active.includes("pacemaker") ? "is" : "are"} stopped; start the cluster there with \`pcs cluster start\``,
      )
      .join("\n"),
  );
}

function observed(args: CorosyncInputs, conf: ClusterConf, { seen }: Looks): CorosyncInputs {
  const astray = seen
    .filter(({ state }) => state.conf?.name !== conf.name)
    .map((s) => s.state.node);
  const members = seen.filter(({ state }) => isMember(state));
  const boot = members.every(({ state }) => state.boots === startsAtBoot(args));
  return {
    ...args,
    clusterName: conf.name,
    nodes: observedNodes(args.nodes, conf, astray),
    ...(args.transport === undefined ? {} : { transport: conf.transport }),
    ...(args.totem && {
      totem: observedOptions(args.totem, written("totem", args.totem), conf.totem),
    }),
    ...(args.quorum && {
      quorum: observedOptions(args.quorum, written("quorum", args.quorum), conf.quorum),
    }),
    ...(boot ? {} : { boot: !startsAtBoot(args) }),
  };
}

/** Declared nodes that are members, in their order, then members that are not declared. */
function observedNodes(
  declared: readonly NodeSpec[],
  conf: ClusterConf,
  astray: readonly string[],
): readonly NodeSpec[] {
  const present = memberNames(conf).filter((name) => !astray.includes(name));
  const kept = declared
    .filter((n) => present.includes(n.name))
    .map((n) => ({ ...n, ...withAddresses(otherAddresses(conf, n)) }));
  const more = present.filter((name) => !declared.some((n) => n.name === name));
  return [...kept, ...more.map((name) => ({ name }))];
}

const withAddresses = (addresses: readonly string[] | undefined): Partial<NodeSpec> =>
  addresses === undefined ? {} : { addresses };
