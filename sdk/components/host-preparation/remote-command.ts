import { buildRootLine, buildStandardInput } from "../../host/ssh/command-line";
import type { Connection, NodeAddress } from "../../host/ssh/connection";
import { type Credential, resolveCredentials } from "../../host/ssh/credentials";
import { findHostKeyLine, warnOfUnverified } from "../../host/ssh/host-key";
import { type Target, resolveTarget } from "../../host/ssh/target";

/** What `@pulumi/command` takes for a host or a bastion; its own type is not named here, because nobody needs the package. */
interface Remote {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly hostKey?: string;
  readonly privateKey?: string;
  readonly privateKeyPassword?: string;
  readonly password?: string;
  readonly agentSocketPath?: string;
  readonly perDialTimeout: number;
}

/** A script for one node, as `remote.Command` runs it. */
export interface RemoteCommand {
  readonly connection: Remote & { readonly proxy?: Remote };
  readonly create: string;
  /** The script; in front of it sudo's password, where there is one. */
  readonly stdin: string;
}

/**
 * How `@pulumi/command` runs a script on a node, by the rules of this library: with the credentials that our own
 * connections use, as root, and only on a host whose key is known. Its provider compares with one whole key, and with
 * none given it compares with nothing.
 * @throws NodeUnusable when no key is known, or there is nothing to log in with
 */
export async function buildRemoteCommand(
  node: NodeAddress,
  connection: Connection | undefined,
  script: string,
  args: readonly string[],
): Promise<RemoteCommand> {
  const target = resolveTarget(node, connection);
  warnOfUnverified({ nodes: [node], connection });
  const { proxy } = target;
  return {
    connection: { ...(await remote(target)), ...(proxy && { proxy: await remote(proxy) }) },
    create: buildRootLine(target, ["sh", "-s", "--", ...args]),
    stdin: buildStandardInput(target, script),
  };
}

async function remote(target: Target): Promise<Remote> {
  const { host, port, user, dialTimeout } = target;
  const hostKey = await findHostKeyLine(target);
  const credentials = await resolveCredentials(target);
  const own = Object.assign({}, ...credentials.map(given).reverse()) as Partial<Remote>;
  return { host, port, user, ...(hostKey && { hostKey }), ...own, perDialTimeout: dialTimeout };
}

function given(credential: Credential): Partial<Remote> {
  switch (credential.kind) {
    case "key":
      return { privateKey: credential.key, privateKeyPassword: credential.password };
    case "agent":
      return { agentSocketPath: credential.socket };
    case "password":
      return { password: credential.password };
  }
}
