import type { CibChange } from "../cib/patch/diff";
import type { Element } from "../cib/xml/element";
import { type CibVersion, cibVersion, writePatchV2 } from "../cib/patch/patch-v2";
import { writePatchV1 } from "../cib/patch/patch-v1";
import { parseXml } from "../cib/xml/parse";
import { type Dialect, queryDialect } from "../host/commands/pacemaker-dialect";
import { NUM_UPDATES } from "../host/commands/pacemaker-scripts";
import type { Session } from "../host/ssh/session";
import { applyPatch } from "../host/commands/pacemaker-commands";

/** A planned change of the configuration. */
export interface PatchPlan {
  readonly from: Element;
  readonly to: Element;
  readonly changes: readonly CibChange[];
}

/** How far a commit raises the epoch, by patch format: Pacemaker 1.1.10 adds one to the epoch of a format-1 patch. */
const EPOCH_STEPS: Readonly<Record<Dialect["patchFormat"], number>> = { 1: 2, 2: 1 };

/** The version that a plan makes on a node, unless another writer is faster. */
export async function targetVersion(session: Session, { from }: PatchPlan): Promise<CibVersion> {
  const { patchFormat } = await queryDialect(session);
  const version = cibVersion(from);
  return { ...version, epoch: version.epoch + EPOCH_STEPS[patchFormat] };
}

/**
 * Applies a plan with a patch in the format that the node understands. Returns the CIB's header after it.
 * @throws PatchRefused, NodeUnusable
 */
export async function sendPatch(
  session: Session,
  { from, to, changes }: PatchPlan,
): Promise<Element> {
  const { patchFormat } = await queryDialect(session);
  const version = cibVersion(from);
  if (patchFormat === 2) return parseXml(await applyPatch(session, writePatchV2(version, changes)));
  const patch = writePatchV1(version, NUM_UPDATES, from, to);
  return parseXml(await applyPatch(session, patch, version));
}
