import type { Element } from "../cib/xml/element";
import { resourcesOfService } from "../cib/status/status";
import { CommandFailed, NoUsableNode, PreconditionFailed } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import {
  type ScriptAnswers,
  askScript,
  inspectAddresses,
  inspectClock,
  isExecutable,
  readFile,
} from "../host/commands/host-facts";
import type { Session } from "../host/ssh/session";
import { queryAgentMetadata } from "../host/commands/pacemaker-commands";
import { info } from "../log";
import { clusterAt } from "./cluster";
import type { PreflightInputs } from "../kind/host-inputs";
import type { Lifecycle, ResourceKind } from "../kind/lifecycle";
import { inspectNodes } from "./every-node";
import { type NodeFacts, findProblems, listRemarks } from "./preflight-findings";
import { findReplacement } from "../kind/replacement";
import { checkNameResolution } from "./name-resolution";

/** Inspects every node before anything is changed. All that is wrong is one failure, and nothing is there to be read. */
export const preflightLifecycle = (
  kind: ResourceKind<PreflightInputs>,
): Lifecycle<PreflightInputs> => ({
  kind,
  findReplacement: (before, args) => findReplacement(kind, before, args),
  create: async (args) => {
    await inspect(args);
    return { id: `preflight/${args.label ?? ""}` };
  },
  read: (_id, args) => Promise.resolve(args),
  update: (_id, _before, args) => inspect(args),
  delete: () => Promise.resolve(),
});

async function inspect(args: PreflightInputs): Promise<void> {
  const cib = await configuration(args.cluster);
  const { seen, unreachable } = await inspectNodes(args.cluster, (session) =>
    look(session, args, cib),
  );
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  for (const { message } of unreachable) info(`${message}\nIt was not looked at`);
  const wrong = findProblems(seen, args, cib);
  if (wrong.length > 0) throw new PreconditionFailed(wrong.join("\n"));
  for (const line of listRemarks(seen)) info(line);
}

/** Nothing is the cluster's where none runs yet. */
const configuration = (address: ClusterAddress): Promise<Element | undefined> =>
  clusterAt(address)
    .read()
    .catch((e: unknown) => {
      if (e instanceof NoUsableNode) return undefined;
      throw e;
    });

async function look(
  session: Session,
  args: PreflightInputs,
  cib: Element | undefined,
): Promise<NodeFacts> {
  const { agents = [], services = [], cluster } = args;
  const others = cluster.nodes.map(({ name }) => name).filter((name) => name !== session.node);
  const clock = await inspectClock(session);
  const [names, addresses, fstab = "", asked] = await Promise.all([
    checkNameResolution([session], others),
    inspectAddresses(session),
    readFile(session, "/etc/fstab"),
    Promise.all([...agents, ...services.map((s) => `lsb:${s}`)].map((a) => has(session, a))),
  ]);
  const lacks = asked.flatMap(({ agent, isThere }) => (isThere ? [] : [agent]));
  const strangers = services.filter(
    (s) =>
      !lacks.includes(`lsb:${s}`) && (cib === undefined || resourcesOfService(cib, s).length === 0),
  );
  const answers = await Promise.all(
    strangers.map(async (s): Promise<[string, ScriptAnswers | undefined]> => {
      return [s, await askScript(session, `/etc/init.d/${s}`)];
    }),
  );
  return { node: session.node, names, clock, addresses, fstab, lacks, scripts: new Map(answers) };
}

interface Asked {
  readonly agent: string;
  readonly isThere: boolean;
}

/** A script's meta-data is made up where there is no script (Pacemaker 1.1.10), so the file is looked for. */
async function has(session: Session, agent: string): Promise<Asked> {
  if (agent.startsWith("lsb:"))
    return { agent, isThere: await isExecutable(session, `/etc/init.d/${agent.slice(4)}`) };
  try {
    await queryAgentMetadata(session, agent);
    return { agent, isThere: true };
  } catch (e) {
    if (!(e instanceof CommandFailed)) throw e;
    return { agent, isThere: false };
  }
}
