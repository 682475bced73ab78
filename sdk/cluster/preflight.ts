import type { Element } from "../cib/xml/element";
import { resourcesOfService } from "../cib/status/status";
import { CommandFailed, NoUsableNode, PreconditionFailed } from "../errors";
import type { ClusterAddress } from "../host/ssh/connection";
import {
  type ScriptAnswers,
  askScript,
  inspectAddresses,
  inspectClock,
  hasProgram,
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

/** The lifecycle of a preflight: create and update inspect every node and fail with all problems. It has no object. */
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
  const cib = await readCib(args.cluster);
  const { seen, unreachable } = await inspectNodes(args.cluster, (session) =>
    inspectNode(session, args, cib),
  );
  if (seen.length === 0) throw new NoUsableNode(unreachable);
  for (const { message } of unreachable) info(`${message}\nIt was not inspected`);
  const problems = findProblems(seen, args, cib);
  if (problems.length > 0) throw new PreconditionFailed(problems.join("\n"));
  for (const line of listRemarks(seen)) info(line);
}

/** Reads the CIB; `undefined` if no cluster runs yet. */
const readCib = (address: ClusterAddress): Promise<Element | undefined> =>
  clusterAt(address)
    .read()
    .catch((e: unknown) => {
      if (e instanceof NoUsableNode) return undefined;
      throw e;
    });

async function inspectNode(
  session: Session,
  args: PreflightInputs,
  cib: Element | undefined,
): Promise<NodeFacts> {
  const { agents = [], services = [], scripts = [], containerEngines = [], cluster } = args;
  const others = cluster.nodes.map(({ name }) => name).filter((name) => name !== session.node);
  const clock = await inspectClock(session);
  const [names, addresses, fstab = "", found, lacksScripts, lacksEngines] = await Promise.all([
    checkNameResolution([session], others),
    inspectAddresses(session),
    readFile(session, "/etc/fstab"),
    Promise.all([...agents, ...services.map((s) => `lsb:${s}`)].map((a) => findAgent(session, a))),
    findMissing(scripts, (path) => isExecutable(session, path)),
    findMissing(containerEngines, (engine) => hasProgram(session, engine)),
  ]);
  const lacks = found.flatMap(({ agent, isInstalled }) => (isInstalled ? [] : [agent]));
  const unknownServices = services.filter(
    (s) =>
      !lacks.includes(`lsb:${s}`) && (cib === undefined || resourcesOfService(cib, s).length === 0),
  );
  const answers = await Promise.all(
    unknownServices.map(async (s): Promise<[string, ScriptAnswers | undefined]> => {
      return [s, await askScript(session, `/etc/init.d/${s}`)];
    }),
  );
  const facts = { node: session.node, names, clock, addresses, fstab, lacks };
  return { ...facts, lacksScripts, lacksEngines, scripts: new Map(answers) };
}

async function findMissing(
  names: readonly string[],
  isThere: (name: string) => Promise<boolean>,
): Promise<readonly string[]> {
  const found = await Promise.all(names.map(isThere));
  return names.filter((_name, i) => !found[i]);
}

interface FoundAgent {
  readonly agent: string;
  readonly isInstalled: boolean;
}

/** Checks an init script by its file, because Pacemaker 1.1.10 invents meta-data for a missing script. */
async function findAgent(session: Session, agent: string): Promise<FoundAgent> {
  if (agent.startsWith("lsb:"))
    return { agent, isInstalled: await isExecutable(session, `/etc/init.d/${agent.slice(4)}`) };
  try {
    await queryAgentMetadata(session, agent);
    return { agent, isInstalled: true };
  } catch (e) {
    if (!(e instanceof CommandFailed)) throw e;
    return { agent, isInstalled: false };
  }
}
