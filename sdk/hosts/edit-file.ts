import { PreconditionFailed } from "../errors";
import { decodeUtf8 } from "../files/utf8";
import { inspectFile } from "../host/commands/files";
import type { Session } from "../host/ssh/session";
import { retryUntilKept } from "../transaction/foreign-writers";
import { changeFile, fileObstacles, removeFile } from "./file-state";
import { NodeChanges } from "./node-changes";

/**
 * Edits a text file of one node. If another writer was faster, the edit is made again on the new text.
 * @param edit takes the text, and returns the new one; `undefined` means no file
 * @throws PreconditionFailed when the path holds no text file, or other writers do not stop
 */
export async function editFile(
  session: Session,
  path: string,
  edit: (text: string | undefined) => string | undefined,
): Promise<void> {
  const { node } = session;
  const attempt = async (): Promise<boolean> => {
    const state = await inspectFile(session, path);
    if (state.is !== "file" && state.is !== "absent")
      throw new PreconditionFailed(`${node}: ${fileObstacles(state, path).join("; ")}`);
    const text = state.is === "file" ? decodeUtf8(state.bytes) : undefined;
    if (state.is === "file" && text === undefined)
      throw new PreconditionFailed(`${node}: ${path} is not UTF-8 text, so it was not changed`);
    const next = edit(text);
    if (next === text) return true;
    const mode = state.is === "absent" ? { mode: "0644" } : {};
    const prepare =
      next !== undefined
        ? changeFile(session, { state, bytes: Buffer.from(next), ...mode })
        : state.is === "file" && removeFile(session, state);
    const made = new NodeChanges();
    const isKept = await made.carryOut(prepare === false ? [] : [{ node, prepare }]);
    await made.finish();
    return isKept;
  };
  await retryUntilKept(attempt, `${node}: ${path}: another writer changed it meanwhile`);
}
