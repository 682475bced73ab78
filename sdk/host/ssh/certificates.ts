import { connect } from "node:net";
import { isThere } from "./client";
import type { Credential } from "./credentials";
import { withDeadline } from "./deadline";
import { keyType } from "./known-hosts";

/**
 * Finds the user certificates that belong to credentials. ssh2 1.17 cannot offer them: it names the certificate's type
 * inside the signature, where OpenSSH takes the plain type only (PROTOCOL.certkeys), and skips those of an agent.
 */
export async function findCertificates(credentials: readonly Credential[]): Promise<string[]> {
  const found = await Promise.all(credentials.map(findFor));
  return found.flat();
}

async function findFor(credential: Credential): Promise<string[]> {
  if (credential.kind === "key" && credential.path !== undefined) {
    const path = `${credential.path}-cert.pub`;
    return (await isThere(path)) ? [path] : [];
  }
  if (credential.kind !== "agent") return [];
  const types = await withDeadline(2, listKeyTypes(credential.socket)).catch(() => []);
  const certificates = types.filter((type) => /-cert-v0\d@/.test(type));
  return certificates.length > 0 ? [`the certificate in ${credential.label}`] : [];
}

const REQUEST_IDENTITIES = Buffer.from([0, 0, 0, 1, 11]);
const IDENTITIES_ANSWER = 12;

/** Returns the types of an agent's keys (draft-miller-ssh-agent, 4.4: type, count, then key and comment of each). */
async function listKeyTypes(socket: string): Promise<string[]> {
  const agent = connect(socket);
  try {
    agent.write(REQUEST_IDENTITIES);
    let answer = Buffer.alloc(0);
    for await (const chunk of agent) {
      answer = Buffer.concat([answer, chunk as Buffer]);
      if (answer.length >= 4 && answer.length >= 4 + answer.readUInt32BE(0)) break;
    }
    return parseKeyTypes(answer);
  } finally {
    agent.destroy();
  }
}

function parseKeyTypes(answer: Buffer): string[] {
  if (answer[4] !== IDENTITIES_ANSWER) return [];
  const types: string[] = [];
  let at = 9;
  const next = (): Buffer => {
    const end = at + 4 + answer.readUInt32BE(at);
    const bytes = answer.subarray(at + 4, end);
    at = end;
    return bytes;
  };
  for (let left = answer.readUInt32BE(5); left > 0; left -= 1) {
    types.push(keyType(next()));
    next(); // the comment
  }
  return types;
}
