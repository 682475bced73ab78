import { createHash } from "node:crypto";
import { type FileFacts, type RegularFile, inspectFile, resolvePath } from "../host/commands/files";
import {
  changeFile,
  hasOwner,
  describeObstacleDrift,
  fileObstacles,
  removeFile,
} from "./file-state";
import { PreconditionFailed } from "../errors";
import { canonicalPath } from "../files/path";
import { info } from "../log";
import { retainedFiles } from "../reconcile/retained-objects";
import type { HostFileInputs } from "../kind/host-inputs";
import type { Lifecycle, ResourceKind } from "../kind/lifecycle";
import { type InspectedNode, type Preparation, hostLifecycle } from "./lifecycle";

/** The lifecycle of a file that is the same on every node. */
export const hostFileLifecycle = (kind: ResourceKind<HostFileInputs>): Lifecycle<HostFileInputs> =>
  hostLifecycle<HostFileInputs, FileFacts>(kind, {
    id: ({ path }) => canonicalPath(path),
    touches: ({ path }) => canonicalPath(path),
    retainedId: canonicalPath,
    inspect: (session, { path }) => inspectFile(session, path),
    refusals,
    drift,
    change,
    isGone: (facts) => facts.is === "absent" || facts.is === "no-directory",
    remove,
  });

function refusals(
  facts: FileFacts,
  args: HostFileInputs,
  before?: HostFileInputs,
): readonly string[] {
  const { path, adopt } = args;
  if (facts.is !== "file") return fileObstacles(facts, path);
  const different = differences(facts, args);
  if (before !== undefined || adopt === true || different.length === 0) return [];
  return [
    `path: ${path} exists already and differs from what is declared: ${different.join("; ")}; give another path, or set adopt: true to change it to the declaration`,
  ];
}

/** Whether the node may have the file although nothing could read it. */
const isHidden = ({ is }: FileFacts): boolean => is === "hanging" || is === "unreadable";

/** Removes the file, unless the path leads to a file that another resource of this run manages under another path. */
async function remove(
  { session, state }: InspectedNode<FileFacts>,
  { path, cluster }: HostFileInputs,
): Promise<Preparation | undefined> {
  if (isHidden(state))
    throw new PreconditionFailed(`${session.node}: ${fileObstacles(state, path).join("; ")}`);
  if (state.is !== "file") return undefined;
  for (const other of retainedFiles(cluster)) {
    if ((await resolvePath(session, other)) !== state.target) continue;
    info(
      `${path}: ${session.node}: kept, because another resource of this program manages ${other}`,
    );
    return undefined;
  }
  return removeFile(session, state);
}

function drift(facts: FileFacts, args: HostFileInputs): readonly string[] {
  if (facts.is === "absent") return ["the file is missing"];
  return facts.is === "file" ? differences(facts, args) : describeObstacleDrift(facts);
}

function differences(file: RegularFile, args: HostFileInputs): readonly string[] {
  const { mode, owner, group } = args;
  const differs = (what: string, is: string, wanted: string): string =>
    `${what} is ${is}, not ${wanted}`;
  return [
    ...contentDrift(file.bytes, args),
    ...(mode === undefined || sameMode(mode, file.mode)
      ? []
      : [differs("mode", fourDigits(file.mode), fourDigits(mode))]),
    ...(owner === undefined || hasOwner(owner, file.owner)
      ? []
      : [differs("owner", file.owner.name, owner)]),
    ...(group === undefined || hasOwner(group, file.group)
      ? []
      : [differs("group", file.group.name, group)]),
  ];
}

/** The digest shows whether two nodes have the same content. It would allow guesses at a secret, so a secret has none. */
function contentDrift(bytes: Buffer, { content, hidden }: HostFileInputs): readonly string[] {
  const wanted = Buffer.from(content);
  if (bytes.equals(wanted)) return [];
  return hidden === true
    ? ["the content differs"]
    : [`the content differs (SHA-256 ${digest(bytes)}…, not ${digest(wanted)}…)`];
}

const digest = (bytes: Buffer): string =>
  createHash("sha256").update(bytes).digest("hex").slice(0, 12);

const sameMode = (a: string, b: string): boolean => parseInt(a, 8) === parseInt(b, 8);
const fourDigits = (mode: string): string => parseInt(mode, 8).toString(8).padStart(4, "0");

function change(
  { session, state }: InspectedNode<FileFacts>,
  args: HostFileInputs,
): Preparation | undefined {
  if (state.is !== "file" && state.is !== "absent") return undefined;
  if (state.is === "file" && differences(state, args).length === 0) return undefined;
  const { owner, group, hidden } = args;
  const defaultMode = hidden === true ? "0600" : "0644";
  const mode = args.mode ?? (state.is === "absent" ? defaultMode : undefined);
  const bytes = Buffer.from(args.content);
  return changeFile(session, { state, bytes, mode, owner, group });
}
