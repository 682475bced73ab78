import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { PatchRefused } from "../../../sdk/errors";
import { PATCH } from "../../../sdk/host/commands/pacemaker-scripts";
import { scriptArgv, type RunOptions, type Session } from "../../../sdk/host/ssh/session";
import * as hostFacts from "../../../sdk/host/commands/host-facts";
import * as tools from "../../../sdk/host/commands/pacemaker-commands";
import { Temporary } from "../temporary";

// The scripts run in a real sh, with stubs for cibadmin and the other programs.
let temporary: Temporary;
beforeEach(() => {
  temporary = new Temporary();
  mkdirSync(temporary.path("bin"));
  program("cibadmin", FAKE_CIBADMIN);
  mkdirSync(temporary.path("corosync"));
  temporary.write("corosync/corosync.conf", "");
});
afterEach(() => temporary.remove());

const HEADER = '<cib admin_epoch="0" epoch="8" num_updates="0"/>\n';
const FAKE_CIBADMIN = `
case $1 in
  --patch) cat > "$DIR/received"; exec sh "$DIR/patch" ;;
  --query) exec sh "$DIR/query$2" ;;
esac`;

function program(name: string, source: string): void {
  temporary.write(`bin/${name}`, `#!/bin/sh\n${source}\n`, 0o755);
}

function cibadmin(answers: { patch?: string; query?: string; header?: string }): void {
  temporary.write("patch", answers.patch ?? "");
  temporary.write("query", answers.query ?? "");
  temporary.write("query--no-children", answers.header ?? `echo '${HEADER.trim()}'`);
}

function runHere([file = "", ...args]: readonly string[], stdin = "") {
  const env = { DIR: temporary.directory, PATH: `${temporary.path("bin")}:/usr/bin:/bin` };
  const { stdout, stderr, status } = spawnSync(file, args, { input: stdin, env, encoding: "utf8" });
  return { stdout, stderr, exitCode: status ?? -1 };
}

const session: Session = {
  node: "rsha1",
  run: (argv, { stdin, label }: RunOptions = {}) => {
    const isLook = label === "why the cluster is silent";
    const here = isLook
      ? argv.map((a) => a.replaceAll(" /etc/", ` ${temporary.directory}/`))
      : argv;
    return Promise.resolve(runHere(here, stdin));
  },
  close: () => undefined,
};

const PATCH_TEXT = `<diff format="2"><change path="/cib/x[@id='ä']"/>\n</diff>`;
const received = () => readFileSync(temporary.path("received"), "utf8");

describe("applyPatch", () => {
  test("applies a complete patch unchanged, and reads the header back", async () => {
    cibadmin({});
    expect(await tools.applyPatch(session, PATCH_TEXT)).toBe(HEADER);
    expect(received()).toBe(PATCH_TEXT);
  });

  test("never passes a truncated patch to cibadmin", () => {
    cibadmin({});
    const end = "end of patch 0b5c2a";
    const input = PATCH_TEXT + end;
    const results = Array.from({ length: input.length }, (_, length) =>
      runHere(scriptArgv(PATCH, end), input.slice(0, length)),
    );
    expect(new Set(results.map(({ exitCode, stdout }) => `${exitCode} ${stdout}`))).toEqual(
      new Set(["166 "]),
    );
    expect(received).toThrow("ENOENT");
  });

  test("matches a marker with pattern characters literally", () => {
    cibadmin({});
    expect(runHere(scriptArgv(PATCH, "*"), "<diff/>").exitCode).toBe(166);
    expect(runHere(scriptArgv(PATCH, "*"), "<diff/>*").stdout).toBe(`committed\n${HEADER}`);
    expect(received()).toBe("<diff/>");
  });

  test("throws with cibadmin's errors, without the CIB that it prints", async () => {
    cibadmin({ patch: "echo '<cib><secret/></cib>'; echo 'schema: line 7' >&2; exit 78" });
    const refused = new PatchRefused("rsha1", "schema", 78, "schema: line 7");
    await expect(tools.applyPatch(session, PATCH_TEXT)).rejects.toEqual(refused);
    await expect(tools.applyPatch(session, PATCH_TEXT)).rejects.toMatchObject({
      message: "rsha1: the patch was refused (schema, exit code 78): schema: line 7",
      kind: "schema",
      exitCode: 78,
    });
  });

  test("removes a CIB from cibadmin's errors", async () => {
    // Shortened stderr of cibadmin 2.1.5 with CIB_file.
    temporary.write(
      "words",
      [
        "before",
        '   1 <cib crm_feature_set="3.6.1" epoch="6">',
        "   2   <!-- a",
        "b s3cret </cib>",
        "c -->",
        "   3   <status/>",
        "  15 </cib>",
        "  16 ",
        "Call failed: Update does not conform to the configured schema",
        "",
      ].join("\n"),
    );
    cibadmin({ patch: 'cat "$DIR/words" >&2; exit 78' });
    await expect(tools.applyPatch(session, PATCH_TEXT)).rejects.toMatchObject({
      kind: "schema",
      text: "before\nCall failed: Update does not conform to the configured schema",
    });
    cibadmin({ patch: "echo '<cib s3cret' >&2; exit 78" });
    await expect(tools.applyPatch(session, PATCH_TEXT)).rejects.toMatchObject({ text: "" });
  });

  test("reports an applied patch whose header cannot be read back", async () => {
    cibadmin({ header: "echo gone >&2; exit 102" });
    await expect(tools.applyPatch(session, PATCH_TEXT)).rejects.toMatchObject({
      name: "NodeUnusable",
      message:
        "rsha1: the patch was applied, but the CIB could not be read back (exit code 102; gone)",
    });
  });
});

describe("Pacemaker commands", () => {
  const DOWN_NEW = "echo 'Could not connect to the CIB: Transport endpoint' >&2; exit 102";
  const DOWN_OLD = "echo 'Signon to CIB failed' >&2; echo 'Init failed' >&2; exit 107";
  const REMEDY = "start it there with `pcs cluster start`, or `service pacemaker start` with CMAN";

  test.each(["queryCib", "querySnapshot", "applyPatch"] as const)(
    "%s reports that the cluster does not run, with an old Pacemaker too",
    async (tool) => {
      const act = () => tools[tool](session, PATCH_TEXT);
      cibadmin({ patch: DOWN_NEW, query: DOWN_NEW });
      await expect(act()).rejects.toMatchObject({
        name: "NodeUnusable",
        message: `rsha1: the cluster does not run here (exit code 102; Could not connect to the CIB: Transport endpoint); ${REMEDY}`,
      });
      cibadmin({ patch: DOWN_OLD, query: DOWN_OLD });
      await expect(act()).rejects.toMatchObject({
        name: "NodeUnusable",
        message: `rsha1: the cluster does not run here (exit code 107; Signon to CIB failed; Init failed); ${REMEDY}`,
      });
    },
  );

  test.each(["queryCib", "querySnapshot", "applyPatch"] as const)(
    "%s tells a node without a cluster from a stopped one",
    async (tool) => {
      cibadmin({ patch: DOWN_NEW, query: DOWN_NEW });
      rmSync(temporary.path("corosync/corosync.conf"));
      await expect(tools[tool](session, PATCH_TEXT)).rejects.toMatchObject({
        name: "NoClusterConfigured",
        message: expect.stringMatching(
          /^rsha1: no cluster is configured here .*`pulumi up --refresh` makes a CorosyncCluster/,
        ) as string,
      });
    },
  );

  test.each(["queryCib", "querySnapshot", "applyPatch"] as const)(
    "%s names a user whom Pacemaker does not answer",
    async (tool) => {
      cibadmin({ patch: DOWN_NEW, query: DOWN_NEW });
      program("id", "echo deploy");
      await expect(tools[tool](session, PATCH_TEXT)).rejects.toMatchObject({
        name: "NodeUnusable",
        message:
          "rsha1: Pacemaker does not answer the user deploy, who is neither root nor in the group haclient; set connection.sudo: true, or log in as root",
      });
    },
  );

  test.each(["queryCib", "querySnapshot", "applyPatch"] as const)(
    "%s reports the node as unusable if its CIB daemon does not answer",
    async (tool) => {
      const silent = "echo 'Call failed: Timer expired' >&2; exit 124";
      cibadmin({ patch: silent, query: silent });
      await expect(tools[tool](session, PATCH_TEXT)).rejects.toMatchObject({
        name: "NodeUnusable",
        message:
          "rsha1: the cluster's configuration daemon (CIB) does not answer here (exit code 124; Call failed: Timer expired)",
      });
    },
  );

  test.each(["querySnapshot", "applyPatch"] as const)(
    "%s reports that Pacemaker is missing",
    async (tool) => {
      program("cibadmin", "exit 127");
      await expect(tools[tool](session, PATCH_TEXT)).rejects.toThrow(
        "rsha1: Pacemaker's programs cannot be run here (exit code 127); is it installed?",
      );
    },
  );

  test("queryCib shows no CIB in its error", async () => {
    cibadmin({ query: "echo '<cib secret'; exit 70" });
    await expect(tools.queryCib(session)).rejects.toThrow(
      "rsha1: cibadmin --query exited with 70: (no output)",
    );
  });

  const CIB = `<cib a="1">\n  <x y="it's %s \\n $HOME"/>\n</cib>`;

  test("querySnapshot returns the CIB byte for byte, with the scheduler's result for that CIB", async () => {
    temporary.write("cib", CIB);
    cibadmin({ query: 'cat "$DIR/cib"' });
    program("crm_simulate", 'echo "$*"; cat');
    expect(await tools.querySnapshot(session)).toEqual({
      cib: CIB,
      simulation: `--simulate --xml-pipe --output-as=xml\n${CIB}`,
      log: "journalctl -u pacemaker",
    });
  });

  test("querySnapshot reports the node as unusable if the scheduler fails, so that another node is used", async () => {
    cibadmin({ query: "echo '<cib/>'" });
    program("crm_simulate", "echo 'No space left' >&2; exit 1");
    await expect(tools.querySnapshot(session)).rejects.toMatchObject({
      name: "SchedulerFailed",
      message:
        "rsha1: crm_simulate does not work here (exit code 1; No space left). If the disk is full, changes are made in memory only: " +
        "make room, then restart Pacemaker there (one node after the other), or run `pkill -PIPE pacemaker-based` there, so that the next change is written to disk",
    });
  });

  test("querySnapshot does not take an exit code of the scheduler for one of the CIB", async () => {
    cibadmin({ query: "echo '<cib/>'" });
    program("crm_simulate", "exit 102");
    await expect(tools.querySnapshot(session)).rejects.toMatchObject({ name: "SchedulerFailed" });
  });

  test("querySnapshot does not blame the scheduler for a CIB that could not be read", async () => {
    cibadmin({ query: "echo denied >&2; exit 70" });
    await expect(tools.querySnapshot(session)).rejects.toMatchObject({
      name: "CommandFailed",
      message: "rsha1: cibadmin --query | crm_simulate --simulate exited with 70: denied",
    });
  });

  test("querySnapshot explains that the scheduler makes no plan", async () => {
    cibadmin({ query: "echo '<cib/>'" });
    const errors = ["Transition failed: terminated", "An invalid transition was produced"];
    const xml = `<errors>${errors.map((e) => `<error>${e}</error>`).join("")}</errors>`;
    program("crm_simulate", `echo '${xml}'; exit 1`);
    await expect(tools.querySnapshot(session)).rejects.toMatchObject({
      name: "SchedulerFailed",
      message:
        "rsha1: Pacemaker cannot plan what to do (Transition failed: terminated; An invalid transition was produced), so it does nothing. " +
        "Mostly orders form a circle: take one of them out (pcs constraint order config), then run again",
    });
  });

  test("queryAgentMetadata, cleanUpHistory and runPcs pass their arguments on", async () => {
    program("crm_resource", 'echo "$*"; echo "$*" >> "$DIR/log"');
    program("pcs", 'echo "$*"; cat; exit 1');
    expect(await tools.queryAgentMetadata(session, "ocf:heartbeat:IPaddr2")).toBe(
      "--show-metadata ocf:heartbeat:IPaddr2\n",
    );
    await tools.cleanUpHistory(session, "ip");
    expect(readFileSync(temporary.path("log"), "utf8")).toContain("--cleanup --resource ip\n");
    expect(await tools.runPcs(session, ["host", "auth"], { stdin: "s3cret" })).toEqual({
      stdout: "host auth\ns3cret",
      stderr: "",
      exitCode: 1,
    });
  });

  test("checkRunsHere reads the exit code of the agent's check", async () => {
    program("crm_resource", '[ "$*" = "--force-check --resource ip" ]');
    const checks = ["ip", "other"].map((id) => tools.checkRunsHere(session, id));
    expect(await Promise.all(checks)).toEqual([true, false]);
  });

  test("queryAgentMetadata throws with the name of an agent without metadata", async () => {
    program("crm_resource", "echo 'Metadata query failed' >&2; exit 105");
    await expect(tools.queryAgentMetadata(session, "ocf:x:y")).rejects.toThrow(
      "rsha1: crm_resource --show-metadata ocf:x:y exited with 105: Metadata query failed",
    );
  });
});

describe("readFile", () => {
  test("returns the exact text, even of an empty file or one with a difficult name", async () => {
    const name = temporary.write("-n $(x) 'ä'", "no newline at the end, ä");
    expect(await hostFacts.readFile(session, name)).toBe("no newline at the end, ä");
    expect(await hostFacts.readFile(session, temporary.write("empty", ""))).toBe("");
  });

  test("returns undefined for a missing file, even in missing directories", async () => {
    expect(await hostFacts.readFile(session, temporary.path("absent"))).toBeUndefined();
    expect(await hostFacts.readFile(session, temporary.path("a/b/c/absent"))).toBeUndefined();
  });

  test("throws if the path exists and cannot be read", async () => {
    symlinkSync("/nowhere", temporary.path("dangling"));
    await expect(hostFacts.readFile(session, temporary.directory)).rejects.toThrow(
      "Is a directory",
    );
    await expect(hostFacts.readFile(session, temporary.path("dangling"))).rejects.toThrow(
      `rsha1: read ${temporary.path("dangling")} exited with 1`,
    );
  });
});
