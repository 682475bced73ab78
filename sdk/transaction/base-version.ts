import type { Element } from "../cib/xml/element";
import type { Session } from "../host/ssh/session";
import { isQuorate } from "./partition";

/** The CIB on which a transaction is planned: read from a node, or the result of the previous commit. */
export interface BaseVersion {
  readonly session: Session;
  readonly cib: Element;
  /** Start of the last full read (`Date.now()`): the age of the status and of the split-brain check. */
  readonly readAt: number;
}

/** Milliseconds for which the status of a CIB that was read counts as current. */
export const FRESH_MS = 2000;

/** Whether a base version still stands for the node's CIB. The patch itself compares the versions. */
export const isFreshBase = ({ session, cib, readAt }: BaseVersion, current: Session): boolean =>
  session === current && Date.now() - readAt < FRESH_MS && isQuorate(cib);
