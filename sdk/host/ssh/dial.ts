import { once } from "node:events";
import { connect as connectTcp } from "node:net";
import type { Duplex } from "node:stream";
import { NodeUnusable } from "../../errors";
import { authMethods, readGivenKey } from "./auth-methods";
import { resolveCredentials } from "./credentials";
import { withDeadline } from "./deadline";
import { TurnedAway, explainDialError, explainHost, isLost } from "./dial-errors";
import { checkHostKey } from "./host-key";
import { retryWhile } from "./retry-while";
import { KEY_EXCHANGES, type Target } from "./target";
import { Wire, newClient } from "./wire";

/** Six attempts within about six seconds. sshd drops log-ins at random above its MaxStartups (sshd_config(5)). */
const TURNED_AWAY = { first: 200, longest: 3_200 };

/**
 * Opens an SSH connection to a target, directly or from its bastion. Retries while sshd turns it away.
 * @throws NodeUnusable
 */
export async function dial(target: Target, bastion?: Wire): Promise<Wire> {
  const wrong = explainHost(target.host);
  if (wrong !== undefined) throw new NodeUnusable(target.name, wrong);
  const credentials = await resolveCredentials(target);
  const hostKey = await checkHostKey(target);
  let refusal: string | undefined;
  const attempt = async (): Promise<Wire> => {
    const stream = await openStream(target, bastion);
    const ssh = newClient();
    let isGreeted = false as boolean; // set by hostVerifier
    try {
      const opened = bastion ? undefined : once(stream, "connect").catch(() => undefined); // ssh2 reports the failure
      const ready = ssh.connect({
        sock: stream, // ssh2 takes any duplex stream
        username: target.user,
        readyTimeout: 0, // the deadlines below count otherwise
        algorithms: { kex: [...KEY_EXCHANGES], serverHostKey: [...hostKey.algorithms] },
        hostVerifier: (key: Buffer) => {
          isGreeted = true;
          refusal = hostKey.refusal(key);
          return refusal === undefined;
        },
        authHandler: credentials.flatMap((credential) => authMethods(target.user, credential)),
        ...readGivenKey(target, credentials),
      });
      await withDeadline(target.dialTimeout, Promise.race([opened, ready]));
      await withDeadline(target.dialTimeout, ready);
    } catch (cause) {
      stream.destroy();
      // Later, credentials have been offered: a password must not be offered again and again.
      if (isGreeted || !isLost(cause)) throw cause;
      throw new TurnedAway((cause as Error).message, { cause });
    }
    if (ssh.connection === null)
      throw new NodeUnusable(target.name, "sshd hung up after the log-in");
    return new Wire(ssh, ssh.connection, stream, bastion);
  };
  try {
    return await retryWhile((e) => e instanceof TurnedAway, attempt, TURNED_AWAY);
  } catch (cause) {
    if (cause instanceof NodeUnusable) throw cause;
    const why = refusal ?? (await explainDialError(cause, target, credentials));
    throw new NodeUnusable(target.name, why, { cause });
  }
}

function openStream(target: Target, bastion: Wire | undefined): Promise<Duplex> | Duplex {
  const { host, port } = target;
  if (bastion) return forwardFrom(target, bastion);
  return connectTcp({ host, port, noDelay: true }); // Nagle's algorithm costs 40 ms per command
}

async function forwardFrom(target: Target, bastion: Wire): Promise<Duplex> {
  const { name, host, port, dialTimeout } = target;
  return withDeadline(dialTimeout, bastion.forward(host, port)).catch((cause: unknown) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NodeUnusable(name, `the bastion cannot reach ${host} port ${port}: ${why}`, {
      cause,
    });
  });
}
