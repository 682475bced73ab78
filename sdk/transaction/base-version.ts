import type { Element } from "../cib/xml/element";
import type { Session } from "../host/ssh/session";
import { isQuorate } from "./quorum";

/** A CIB on which a transaction is planned: one that was read, or that the commit before has left. */
export interface BaseVersion {
  readonly session: Session;
  readonly cib: Element;
  /** When the last whole read began: so old are its status and the search for another half of the cluster. */
  readonly readAt: number;
}

/** For so many milliseconds what was read of a cluster's status passes for the present. */
export const FRESH_MS = 2000;

/** Whether what a commit has left there still stands for the node's CIB; the patch itself compares the versions. */
export const isFreshBase = ({ session, cib, readAt }: BaseVersion, there: Session): boolean =>
  session === there && Date.now() - readAt < FRESH_MS && isQuorate(cib);
