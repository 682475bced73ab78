import { type Dialect, parseDialect } from "../../../sdk/host/commands/dialects";
import { queryDialect } from "../../../sdk/host/commands/pacemaker-dialect";
import type { Session } from "../../../sdk/host/ssh/session";

const NEW: Dialect = {
  patchFormat: 2,
  asksForUpdates: false,
  exitCodes: "crm",
  cibDaemon: "pacemaker-based",
  simulation: "xml",
  cleansEverywhere: true,
  restartsProbedOnly: true,
  noticesMissingScripts: true,
  altersNonAscii: false,
  log: "journalctl -u pacemaker",
};
const OLD: Dialect = {
  patchFormat: 2,
  asksForUpdates: false,
  exitCodes: "errno",
  cibDaemon: "cib",
  simulation: "text",
  cleansEverywhere: false,
  restartsProbedOnly: true,
  noticesMissingScripts: true,
  altersNonAscii: true,
  log: "/var/log/cluster/corosync.log or /var/log/messages",
};
const OLDEST: Dialect = {
  ...OLD,
  patchFormat: 1,
  asksForUpdates: true,
  restartsProbedOnly: false,
  noticesMissingScripts: false,
};

describe("parseDialect", () => {
  // 1.1.10, 1.1.18, 2.1.5 and 3.0.3 were recorded. The others are the feature sets of Pacemaker's include/crm/crm.h.
  test.each<[string, string, Dialect]>([
    [
      "1.1.10",
      "Pacemaker 1.1.10 (Build: 368c726411)\n Supporting v3.0.7:  generated-manpages ncurses libqb-logging libqb-ipc upstart nagios  corosync-plugin cman\n",
      OLDEST,
    ],
    ["1.1.11", " Supporting v3.0.8:  cman\n", OLDEST],
    ["1.1.12", " Supporting v3.0.9:  cman\n", OLD],
    [
      "1.1.18",
      "Pacemaker 1.1.18 (Build: 2b07d5c5a9)\n Supporting v3.0.14:  generated-manpages ncurses libqb-logging libqb-ipc nagios  corosync-plugin cman acls\n",
      OLD,
    ],
    [
      "1.1.18 without CMAN",
      " Supporting v3.0.14:  ncurses systemd nagios corosync-native acls\n",
      { ...OLD, log: NEW.log },
    ],
    [
      "2.0.5",
      " Supporting v3.6.1:  ncurses systemd\n",
      { ...NEW, simulation: "text", altersNonAscii: true },
    ],
    ["2.1.0", " Supporting v3.10.0:  ncurses systemd\n", { ...NEW, altersNonAscii: true }],
    ["2.1.2", " Supporting v3.11.0:  ncurses systemd\n", { ...NEW, altersNonAscii: true }],
    ["2.1.3", " Supporting v3.15.0:  ncurses systemd\n", NEW],
    [
      "2.1.5",
      "Pacemaker 2.1.5 (Build: a3f44794f94)\n Supporting v3.16.2: agent-manpages ncurses systemd\n",
      NEW,
    ],
    ["3.0.0", " Supporting v3.20.0: systemd\n", NEW],
    ["3.0.1", " Supporting v3.20.1: systemd\n", NEW],
    [
      "3.0.3",
      "Pacemaker 3.0.3 (Build: 3.0.3)\n Supporting v3.20.5: agent-manpages cibsecrets corosync-ge-2 lsb ncurses systemd\n",
      { ...NEW, asksForUpdates: true },
    ],
    ["an unknown version", "", { ...NEW, asksForUpdates: true }],
  ])("recognises %s by its feature set", (_version, features, dialect) => {
    expect(parseDialect(features)).toEqual(dialect);
  });
});

describe("queryDialect", () => {
  test("queries a node once, and again only after a failure", async () => {
    let queries = 0;
    const session: Session = {
      node: "rsha1",
      run: (argv) => {
        queries += 1;
        expect(argv).toEqual(["pacemakerd", "--features"]);
        if (queries === 1) return Promise.reject(new Error("lost"));
        return Promise.resolve({ stdout: " Supporting v3.0.7: cman\n", stderr: "", exitCode: 0 });
      },
      close: () => undefined,
    };
    await expect(queryDialect(session)).rejects.toThrow("lost");
    const both = await Promise.all([queryDialect(session), queryDialect(session)]);
    expect(both.map((d) => d.patchFormat)).toEqual([1, 1]);
    expect(queries).toBe(2);
  });
});
