import { parseServiceState, parseStartsAtBoot } from "../../sdk/cman/service";
import { recorded } from "./recordings";

test.each([
  ["00-stopped", "service cman status", "rsha1", "stopped"],
  ["00-stopped", "service pacemaker status", "rsha1", "stopped"],
  ["10-both-rsha1", "service cman status", "rsha1", "running"],
  ["10-both-rsha1", "service pacemaker status", "rsha1", "running"],
  ["30-node-dead", "service cman status", "rsha2", "stale"],
  ["30-node-dead", "service pacemaker status", "rsha2", "stale"],
  ["31-stop", "service cman status", "rsha2", "stopped"], // of fenced; corosync runs
])("%s: %s on %s is %s", (name, command, node, state) => {
  expect(parseServiceState(recorded(name, command, node).exitCode)).toBe(state);
});

test("a code that is no status is no state", () => {
  expect([4, 127, 255].map(parseServiceState)).toEqual([undefined, undefined, undefined]);
});

// As EL6's chkconfig prints it: the name on 15 columns, then tabs.
const ON = "cman           \t0:off\t1:off\t2:on\t3:on\t4:on\t5:on\t6:off\n";

test("a service starts at boot when it is on in the levels that EL6 boots into", () => {
  expect(parseStartsAtBoot("cman", ON)).toBe(true);
  expect(parseStartsAtBoot("cman", ON.replaceAll(":on", ":off"))).toBe(false);
  expect(parseStartsAtBoot("cman", ON.replace("3:on", "3:off"))).toBe(false);
  expect(parseStartsAtBoot("pacemaker", ON)).toBe(false);
});

test("a service that is not registered does not start at boot", () => {
  const output =
    "service cman supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add cman')\n";
  expect(parseStartsAtBoot("cman", output)).toBe(false);
});
