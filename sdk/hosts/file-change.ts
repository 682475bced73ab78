import {
  type AbsentFile,
  type FileWrite,
  type RegularFile,
  type StagedFile,
  stageFile,
} from "../host/commands/files";
import type { Session } from "../host/ssh/session";
import type { NodeChange } from "./lifecycle";

interface Wanted extends Omit<FileWrite, "target" | "stamp"> {
  readonly state: RegularFile | AbsentFile;
}

/** A file that is written beside the one that counts first, on every node, and put in its place then. */
export function changeFile(session: Session, { state, ...wanted }: Wanted): NodeChange {
  const stamp = state.is === "file" ? state.stamp : undefined;
  let staged: StagedFile | undefined;
  return {
    prepare: async () => {
      staged = await stageFile(session, { ...wanted, target: state.target, stamp });
    },
    carryOut: async () => (await staged?.install()) ?? false,
    discard: async () => staged?.discard(),
  };
}
