import { explainStartFailure } from "../../cman/start-failure";
import { CommandFailed, NodeUnusable } from "../../errors";
import {
  type Service,
  retireConf,
  runService,
  setCmanAtBoot,
} from "../../host/commands/cman-commands";
import type { CmanNodeState } from "../../cman/node-state";
import { runEverywhere } from "../../cluster/every-node";
import { findFailedSteps } from "../../cman/stop-failure";
import type { Session } from "../../host/ssh/session";
import { verifyStopped } from "../verify-stopped";
import type { InspectedCmanNode } from "./inspect";

/**
 * Seconds for a start without the wait for quorum. A node that starts alone takes a minute: it waits 45 s for the others
 * (FENCED_MEMBER_DELAY), then fences them.
 */
export const START_SECONDS = 180;
/** Seconds for a stop. Pacemaker's init script waits for its resources, and their own time-outs end that. */
const STOP_SECONDS = 1800;

export const SERVICES: readonly Service[] = ["cman", "pacemaker"];

/** Turns off the start of a stopped node at boot, and keeps its file under another name. */
export async function retireNode({ session, state }: InspectedCmanNode): Promise<void> {
  await setBoot(session, "off");
  if (state.file) await retireConf(session, String(state.file.conf.version ?? 0));
}

/**
 * Stops the cluster on nodes, services in order, and verifies that nothing runs on any of them.
 * @throws after all stops have ended, with every node on which something runs
 */
export const stopNodes = (nodes: readonly InspectedCmanNode[]): Promise<unknown> =>
  runEverywhere(nodes, ({ session, state }) => stopCman(session, state));

const mayRun = ({ status, cman, pacemaker }: CmanNodeState): boolean =>
  status !== undefined || cman !== "stopped" || pacemaker !== "stopped";

/** Stops Pacemaker, which also stops CMAN. A stop of CMAN alone waits a minute for Pacemaker and fails. */
async function stopCman(session: Session, state: CmanNodeState): Promise<void> {
  const command = "service pacemaker stop";
  if (!mayRun(state)) return verifyStopped(session, { command, remedy: STOP_REMEDY });
  const { exitCode, stdout, stderr } = await runService(session, "pacemaker", "stop", STOP_SECONDS);
  const output = findFailedSteps(`${stdout}\n${stderr}`).join("; ");
  await verifyStopped(session, { command, output, remedy: STOP_REMEDY });
  if (exitCode === 0) return;
  throw new CommandFailed(
    session.node,
    command.split(" "),
    exitCode,
    stderr,
    stdout.replaceAll("\r", ""),
  );
}

const STOP_REMEDY =
  "nothing was written, moved or started on any node; end what keeps it there (such as clvmd or a mounted GFS2), run `service pacemaker stop` until `pidof corosync` prints nothing, and run again";

export async function setBoot(session: Session, to: "on" | "off"): Promise<void> {
  for (const service of SERVICES) await setCmanAtBoot(session, service, to);
}

export async function startService(
  session: Session,
  service: Service,
  limit: number,
): Promise<void> {
  const { exitCode, stdout, stderr } = await runService(session, service, "start", limit).catch(
    (e: unknown) => {
      throw e instanceof CommandFailed ? hangingStart(e, service, limit) : e;
    },
  );
  if (exitCode === 0) return;
  const { cause, remedy, lines } = explainStartFailure(`${stdout}\n${stderr}`);
  const output = lines.length > 0 ? ` (${lines.join("; ")})` : "";
  throw new NodeUnusable(session.node, `${service} does not start: ${cause}${output}; ${remedy}`);
}

const hangingStart = ({ node }: CommandFailed, service: Service, limit: number): NodeUnusable =>
  new NodeUnusable(
    node,
    `${service} does not start: \`service ${service} start\` did not end within ${limit} s and was stopped there; look at /var/log/cluster/corosync.log and fenced.log there, and run pulumi up again`,
  );
