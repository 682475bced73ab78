import { parseServiceState } from "../../sdk/cman/service";
import { recorded } from "./recordings";

describe("parseServiceState", () => {
  test.each([
    ["00-stopped", "service cman status", "rsha1", "stopped"],
    ["00-stopped", "service pacemaker status", "rsha1", "stopped"],
    ["10-both-rsha1", "service cman status", "rsha1", "running"],
    ["10-both-rsha1", "service pacemaker status", "rsha1", "running"],
    ["30-node-dead", "service cman status", "rsha2", "stale"],
    ["30-node-dead", "service pacemaker status", "rsha2", "stale"],
    ["31-stop", "service cman status", "rsha2", "stopped"], // Exit code of fenced; corosync still runs.
  ])("%s: `%s` on %s means %s", (name, command, node, state) => {
    expect(parseServiceState(recorded(name, command, node).exitCode)).toBe(state);
  });

  test("returns undefined for other exit codes", () => {
    expect([4, 127, 255].map(parseServiceState)).toEqual([undefined, undefined, undefined]);
  });
});
