import { explainStartFailure } from "../../cman/start-failure";
import { CommandFailed, NodeUnusable } from "../../errors";
import {
  type Service,
  retireConf,
  runService,
  setCmanAtBoot,
} from "../../host/commands/cman-commands";
import type { Session } from "../../host/ssh/session";
import type { InspectedCmanNode } from "./inspect";

/**
 * Seconds for a start without the wait for quorum. A node that starts alone takes a minute: it waits 45 s for the others
 * (FENCED_MEMBER_DELAY), then fences them.
 */
export const START_SECONDS = 180;
/** Seconds for a stop. Pacemaker's init script waits for its resources, and their own time-outs end that. */
const STOP_SECONDS = 1800;

export const SERVICES: readonly Service[] = ["cman", "pacemaker"];

/** Stops the cluster on a node, in order, turns off its start at boot, and keeps its file under another name. */
export async function retireNode({ session, state }: InspectedCmanNode): Promise<void> {
  await stopCman(session);
  await setBoot(session, "off");
  if (state.file) await retireConf(session, String(state.file.conf.version ?? 0));
}

/** Stops Pacemaker, which also stops CMAN. A stop of CMAN alone waits a minute for Pacemaker and fails. */
export async function stopCman(session: Session): Promise<void> {
  const { exitCode, stdout, stderr } = await runService(session, "pacemaker", "stop", STOP_SECONDS);
  if (exitCode === 0) return;
  throw new CommandFailed(
    session.node,
    ["service", "pacemaker", "stop"],
    exitCode,
    stderr,
    stdout.replaceAll("\r", ""),
  );
}

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
