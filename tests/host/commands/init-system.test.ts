import {
  type ServiceFacts,
  inspectService,
  setServiceAtBoot,
  stopService,
} from "../../../sdk/host/commands/init-system";
import type { Session } from "../../../sdk/host/ssh/session";

interface Answer {
  readonly stdout?: string;
  readonly exitCode?: number;
  readonly stderr?: string;
}

/** A node with an init system, on which every command has the answer of its label. */
function node(which: string, answers: Record<string, Answer> = {}): Session & { asked: string[] } {
  const asked: string[] = [];
  return {
    node: "rsha1",
    asked,
    run: (_argv, { label = "" } = {}) => {
      asked.push(label);
      const {
        stdout = "",
        exitCode = 0,
        stderr = "",
      } = label === "which init system" ? { stdout: `${which}\n` } : (answers[label] ?? {});
      return Promise.resolve({ stdout, stderr, exitCode });
    },
    close: () => undefined,
  };
}

const SYSV = "chkconfig --list; service status x";
const SYSTEMD = "systemctl show, is-enabled x";
const list = (on: string): string =>
  `x              \t0:off\t1:off\t${[2, 3, 4, 5].map((n) => `${n}:${on.includes(String(n)) ? "on" : "off"}`).join("\t")}\t6:off`;
const shown = (load: string, active: string, enabled: string): string =>
  `Id=x.service\nLoadState=${load}\nActiveState=${active}\nEnabled=${enabled}\n`;

test.each<[string, string, string, ServiceFacts]>([
  ["sysv", SYSV, `exists\n${list("2345")}\nruns\n`, { exists: true, boots: "on", runs: true }],
  ["sysv", SYSV, `exists\n${list("3")}\n`, { exists: true, boots: "partly", runs: false }],
  ["sysv", SYSV, `exists\n${list("24")}\n`, { exists: true, boots: "off", runs: false }],
  ["sysv", SYSV, "exists\n", { exists: true, boots: "off", runs: false }],
  ["sysv", SYSV, "", { exists: false, boots: "off", runs: false }],
  [
    "systemd",
    SYSTEMD,
    shown("loaded", "active", "enabled"),
    { exists: true, boots: "on", runs: true },
  ],
  [
    "systemd",
    SYSTEMD,
    shown("loaded", "inactive", "disabled"),
    { exists: true, boots: "off", runs: false },
  ],
  [
    "systemd",
    SYSTEMD,
    shown("loaded", "failed", "static"),
    { exists: true, boots: "off", runs: false },
  ],
  [
    "systemd",
    SYSTEMD,
    `${shown("loaded", "inactive", "disabled")}Script=runs\n`,
    { exists: true, boots: "off", runs: true },
  ],
  [
    "systemd",
    SYSTEMD,
    shown("not-found", "inactive", ""),
    { exists: false, boots: "off", runs: false },
  ],
])("%s: %s says %j", async (which, label, stdout, wanted) => {
  expect(await inspectService(node(which, { [label]: { stdout } }), "x")).toEqual(wanted);
});

test("each init system has its own commands, and a node is asked once which one it has", async () => {
  const nodes = [node("sysv"), node("systemd")];
  for (const one of nodes) {
    await setServiceAtBoot(one, "x", true);
    await setServiceAtBoot(one, "x", false);
    await stopService(one, "x");
  }
  expect(nodes.map(({ asked }) => asked)).toEqual([
    ["which init system", "chkconfig on x", "chkconfig off x", "service stop x"],
    ["which init system", "systemctl enable x", "systemctl disable x", "systemctl stop x"],
  ]);
});

test("a command that fails tells what it said, and a node without either init system cannot be used", async () => {
  const failing = node("sysv", { "service stop x": { exitCode: 1, stderr: "x: busy\n" } });
  await expect(stopService(failing, "x")).rejects.toThrow(
    "rsha1: service stop x exited with 1: x: busy",
  );
  await expect(inspectService(node(""), "x")).rejects.toThrow(
    "rsha1: what starts its services is not known here: there is neither systemd nor chkconfig and service",
  );
});
