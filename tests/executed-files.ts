import { Session as Inspector, type Profiler } from "node:inspector";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const SDK = resolve(__dirname, "../sdk");

/** Returns the path of a script below `sdk`, or `undefined` for another script. */
function sdkFile(url: string): string | undefined {
  const path = url.startsWith("file:") ? fileURLToPath(url) : url;
  const file = relative(SDK, path);
  return path.endsWith(".ts") && !file.startsWith("..") ? file : undefined;
}

/** Tells whether a function of the file was called. The script itself and jest's wrapper only load the file. */
const calledIn = ({ functions }: Profiler.ScriptCoverage): boolean =>
  functions.some(
    ({ functionName, ranges }) =>
      functionName !== "Object.<anonymous>" &&
      ranges.some(({ startOffset, count }) => startOffset > 0 && count > 0),
  );

/**
 * Returns the files below `sdk` with at least one function that the work calls, sorted. Loading a file does not count.
 * V8 counts the calls (`Profiler.startPreciseCoverage`).
 */
export async function filesExecutedBy(work: () => Promise<unknown>): Promise<readonly string[]> {
  const inspector = new Inspector();
  inspector.connect();
  const post = <T>(method: string, params = {}): Promise<T> =>
    new Promise((done, fail) => {
      inspector.post(method, params, (error, result) => {
        if (error) fail(error);
        else done(result as T);
      });
    });
  try {
    await post("Profiler.enable");
    await post("Profiler.startPreciseCoverage", { callCount: true, detailed: false });
    await work();
    const { result } = await post<Profiler.TakePreciseCoverageReturnType>(
      "Profiler.takePreciseCoverage",
    );
    const files = result.filter(calledIn).flatMap(({ url }) => sdkFile(url) ?? []);
    return [...new Set(files)].sort();
  } finally {
    inspector.disconnect();
  }
}
