import {
  type ServiceFacts,
  inspectService,
  parseBootLevels,
  setServiceAtBoot,
  stopService,
} from "../../../sdk/host/commands/init-system";
import type { Session } from "../../../sdk/host/ssh/session";

interface Answer {
  readonly stdout?: string;
  readonly exitCode?: number;
  readonly stderr?: string;
}

/** Fakes a node with an init system. Every command returns the answer of its label. */
function node(which: string, answers: Record<string, Answer> = {}): Session & { labels: string[] } {
  const labels: string[] = [];
  return {
    node: "rsha1",
    labels,
    run: (_argv, { label = "" } = {}) => {
      labels.push(label);
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

describe("inspectService", () => {
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
    // Without a unit, and with a script in /etc/init.d.
    [
      "systemd",
      SYSTEMD,
      `${shown("not-found", "inactive", "")}Unit=impossible\nScript=runs\n`,
      { exists: true, boots: "off", runs: true, unit: "impossible" },
    ],
    [
      "systemd",
      SYSTEMD,
      `${shown("not-found", "inactive", "")}Unit=unread\n`,
      { exists: false, boots: "off", runs: false, unit: "unread" },
    ],
  ])("parses on %s, for `%s`, the output %j", async (which, label, stdout, wanted) => {
    expect(await inspectService(node(which, { [label]: { stdout } }), "x")).toEqual(wanted);
  });
});

describe("parseBootLevels", () => {
  test("returns off for another service, and for one that is not registered", () => {
    const unregistered =
      "service x supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add x')\n";
    expect(parseBootLevels("x", list("2345"))).toBe("on");
    expect(parseBootLevels("y", list("2345"))).toBe("off");
    expect(parseBootLevels("x", unregistered)).toBe("off");
  });
});

describe("setServiceAtBoot and stopService", () => {
  test("use the commands of the node's init system, which is detected once", async () => {
    const nodes = [node("sysv"), node("systemd")];
    for (const one of nodes) {
      await setServiceAtBoot(one, "x", "enable");
      await setServiceAtBoot(one, "x", "disable");
      await stopService(one, "x");
    }
    expect(nodes.map(({ labels }) => labels)).toEqual([
      ["which init system", "chkconfig on x", "chkconfig off x", "service stop x"],
      ["which init system", "systemctl enable x", "systemctl disable x", "systemctl stop x"],
    ]);
  });

  test("throw with the output of a failed command, and on a node with neither init system", async () => {
    const failing = node("sysv", { "service stop x": { exitCode: 1, stderr: "x: busy\n" } });
    await expect(stopService(failing, "x")).rejects.toThrow(
      "rsha1: service stop x exited with 1: x: busy",
    );
    await expect(inspectService(node(""), "x")).rejects.toThrow(
      "rsha1: unknown init system: the node has neither systemd nor chkconfig and service",
    );
  });
});
