import { parseServiceState, parseStartsAtBoot } from "../../sdk/cman/service";
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

// The format of EL6's chkconfig: the name in 15 columns, then tabs.
const ON = "cman           \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\n";

describe("parseStartsAtBoot", () => {
  test("requires the service to be on in both runlevels that EL6 boots into", () => {
    expect(parseStartsAtBoot("cman", ON)).toBe(true);
    expect(parseStartsAtBoot("cman", ON.replaceAll(":on", ":off"))).toBe(false);
    expect(parseStartsAtBoot("cman", ON.replace("3:on", "3:off"))).toBe(false);
    expect(parseStartsAtBoot("pacemaker", ON)).toBe(false);
  });

  test("returns false for a service that is not registered", () => {
    const output =
      "service cman supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add cman')\n";
    expect(parseStartsAtBoot("cman", output)).toBe(false);
  });
});
