import { buildRootLine, buildStandardInput } from "../../host/ssh/command-line";
import type { Connection, NodeAddress } from "../../host/ssh/connection";
import { type Credential, resolveCredentials } from "../../host/ssh/credentials";
import { findHostKeyLine, warnOfUnverified } from "../../host/ssh/host-key";
import { type Target, resolveTarget } from "../../host/ssh/target";

/** SSH settings for `@pulumi/command`, of a host or a bastion. Replaces the package's type, because the package is optional. */
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

/** Arguments of a `remote.Command` that runs a script on one node. */
export interface RemoteCommand {
  readonly connection: Remote & { readonly proxy?: Remote };
  readonly create: string;
  /** sudo's password, if any, and the script. */
  readonly stdin: string;
}

/**
 * Builds the arguments with which `@pulumi/command` runs a script on a node by the rules of this library: as root, with
 * the credentials of our connections, and only on a host with a known key. Its provider compares one whole key, and
 * without a key it verifies nothing.
 * @throws NodeUnusable when no key is known, or no credential exists
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
    connection: {
      ...(await buildRemote(target)),
      ...(proxy && { proxy: await buildRemote(proxy) }),
    },
    create: buildRootLine(target, ["sh", "-s", "--", ...args]),
    stdin: buildStandardInput(target, script),
  };
}

async function buildRemote(target: Target): Promise<Remote> {
  const { host, port, user, dialTimeout } = target;
  const hostKey = await findHostKeyLine(target);
  const credentials = await resolveCredentials(target);
  const secrets = Object.assign({}, ...credentials.map(toRemote).reverse()) as Partial<Remote>;
  return { host, port, user, ...(hostKey && { hostKey }), ...secrets, perDialTimeout: dialTimeout };
}

function toRemote(credential: Credential): Partial<Remote> {
  switch (credential.kind) {
    case "key":
      return { privateKey: credential.key, privateKeyPassword: credential.password };
    case "agent":
      return { agentSocketPath: credential.socket };
    case "password":
      return { password: credential.password };
  }
}
