import { type Recorded, recording } from "../../cman/recordings";
import { fixture } from "../../helpers";
import { parseFenceState, parseNodes, parseStatus, parseVersion } from "../../../sdk/cman/status";
import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeOnStandin } from "../support/cluster";
import { activateWhileSuspended } from "../support/node-faults";
import type { Declaration } from "../programs/declared";
import { onBoth } from "../support/shell";
import { diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

/** Read the stable part of an answer: its fields if they do not vary from run to run, else its words. */
const READ: Readonly<Record<string, (output: string) => unknown>> = {
  "cman_tool status": (output) => {
    const { multicast, ...status } = parseStatus(output);
    return { ...status, multicast: multicast.length };
  },
  "cman_tool version": parseVersion,
  "cman_tool nodes -F id,type,votes,name": parseNodes,
  "fence_tool ls": (output) => {
    const { waitState, victims, victim } = parseFenceState(output);
    return { waitState, victims, victim };
  },
};

const words = (output: string): string =>
  output
    .replaceAll("\r", "")
    .replace(/\(pid +\d+\)/g, "(pid N)")
    .trim();

const read = (
  command: string,
  { output, exitCode }: Pick<Recorded, "output" | "exitCode">,
): unknown => {
  const fields = exitCode === 0 ? READ[command] : undefined;
  return { command, exitCode, said: fields ? fields(output) : words(output) };
};

/** Commands of a recording that the stand-in implements, one by one. */
const commands = (name: string, node: NodeName): readonly Recorded[] =>
  recording(name).filter(
    (r) =>
      r.node === node &&
      /^(service (cman|pacemaker) (status|stop)|cman_tool (status|version|nodes -F \S+))$/.test(
        r.command,
      ),
  );

// Nothing but a change of the stand-in itself can make these fail.
describeOnStandin("The stand-in for EL6, compared with the real CMAN", (lab: Lab) => {
  async function answer(node: NodeName, command: string): Promise<unknown> {
    const { stdout, stderr, exitCode } = await lab.exec(node, ["sh", "-c", command]);
    return read(command, { output: stdout + stderr, exitCode });
  }

  let stack: Stack;
  beforeAll(async () => {
    stack = await Stack.make(lab);
  }, 60_000);
  afterAll(() => stack.remove(), 120_000);

  test("prints and does the same while nothing runs", async () => {
    const real = commands("00-stopped", "rsha1");
    expect(real.length).toBeGreaterThan(5);
    for (const r of real) expect(await answer("rsha1", r.command)).toEqual(read(r.command, r));
  }, 60_000);

  test("fails to start without cluster.conf, with invalid XML or beside NetworkManager, with the same messages", async () => {
    const starts = recording("41-start-errors").filter((r) => r.command === "service cman start");
    const real = (needle: string): string => {
      const found = starts.find((r) => r.output.includes(needle));
      return words((found?.output ?? "").split("[FAILED]")[0]?.split("Starting cman...")[1] ?? "");
    };
    const cases: readonly [needle: string, prepare: string][] = [
      ["xmlconfig cannot find", "rm -f /etc/cluster/cluster.conf"],
      [
        "Cannot find node name",
        'echo \'<cluster name="x" config_version="1"><clusternodes/></cluster>\' > /etc/cluster/cluster.conf',
      ],
    ];
    for (const [needle, prepare] of cases) {
      await lab.exec("rsha1", ["sh", "-c", prepare]);
      const { stdout, exitCode } = await lab.exec("rsha1", ["service", "cman", "start"]);
      const last = real(needle).split("\n").at(-1) ?? needle;
      expect({ exitCode, said: stdout.includes(last) }).toEqual({ exitCode: 1, said: true });
    }
    await lab.exec("rsha1", ["rm", "-f", "/etc/cluster/cluster.conf"]);
  }, 60_000);

  test("shows two running nodes in the same way", async () => {
    await lab.cluster();
    await lab.exec("rsha1", ["sh", "-c", "true"]);
    const real = commands("10-both-rsha1", "rsha1").filter((r) => !r.command.endsWith("stop"));
    expect(real.length).toBeGreaterThan(3);
    const version = Number(
      /config_version="(\d+)"/.exec(fixture("cluster-conf/guide-udpu.conf"))?.[1],
    );
    for (const r of real) {
      const wanted = JSON.stringify(read(r.command, r))
        .replace('"configVersion":1,', `"configVersion":${version},`)
        .replace('"said":1}', `"said":${version}}`);
      expect(await answer("rsha1", r.command)).toEqual(JSON.parse(wanted));
    }
  }, 120_000);

  test("lets a CmanCluster adopt them without a restart", async () => {
    const [name, args] = ["pacemaker1", { is: "Cman", ...lab.connection(), transport: "udpu" }];
    stack.declare({ [name]: args } as Declaration);
    const started = await onBoth(lab, "pidof corosync pacemakerd; cat /etc/cluster/cluster.conf");
    const up = await stack.up();
    expect([failure(up), diagnostics(up)["live-live"]]).toEqual([
      "",
      ["pacemaker1: is already there as declared, taken over without a restart"],
    ]);
    expect(await onBoth(lab, "pidof corosync pacemakerd; cat /etc/cluster/cluster.conf")).toEqual(
      started,
    );
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  }, 60_000);

  const CONF = "/etc/cluster/cluster.conf";
  const raise = (version: number): string =>
    `sed -i 's/config_version="[0-9]*"/config_version="${version}"/' ${CONF}`;
  const flags = "cman_tool status | grep Flags";

  test("takes only a higher version, with -S, and suspends a node until it has the new file", async () => {
    const real = recording("20-version").filter((r) =>
      r.command.startsWith("cman_tool version -r"),
    );
    const run = async (command: string): Promise<unknown> => answer("rsha1", command);
    await lab.exec("rsha1", ["sh", "-c", raise(20)]);
    await lab.exec("rsha2", ["sh", "-c", raise(20)]);
    const [withoutS, taken, again] = real;
    expect(await run("cman_tool version -r")).toEqual(withoutS && read(withoutS.command, withoutS));
    expect(await run("cman_tool version -r -S")).toEqual(taken && read(taken.command, taken));
    expect(await run("cman_tool version -r -S")).toEqual(again && read(again.command, again));
    await lab.exec("rsha1", ["sh", "-c", raise(21)]);
    await run("cman_tool version -r -S");
    const until = async (command: string, wanted: string): Promise<string> => {
      const script = `for i in $(seq 50); do [ "$(${command})" = "${wanted}" ] && break; sleep 0.2; done; ${command}`;
      return (await lab.exec("rsha2", ["sh", "-c", script])).stdout.trim();
    };
    expect(await until(flags, "Flags: 2node Error ")).toBe("Flags: 2node Error");
    await lab.exec("rsha2", ["sh", "-c", raise(21)]);
    expect(await until(flags, "Flags: 2node ")).toBe("Flags: 2node");
    expect(await until("cman_tool version", "6.2.0 config 21")).toBe("6.2.0 config 21");
  }, 60_000);

  const ANSWERS = [
    "cman_tool version",
    flags,
    "cman_tool status | grep -o 'Activity blocked'",
    "crm_mon -1 | grep -o 'partition .* quorum'",
  ].join("; ");

  test("stays suspended after cman_tool version -r -S on the suspended node, and has no quorum alone", async () => {
    await lab.exec("rsha1", ["sh", "-c", `${raise(22)} && cman_tool version -r -S`]);
    const { exitCode } = await lab.exec("rsha2", ["sh", "-c", activateWhileSuspended(raise(22))]);
    expect(exitCode).toBe(0);
    await lab.exec("rsha2", ["sleep", "3"]);
    expect((await lab.exec("rsha2", ["sh", "-c", ANSWERS])).stdout).toBe(
      "6.2.0 config 22\nFlags: 2node Error \npartition with quorum\n",
    );
    await lab.exec("rsha1", ["service", "pacemaker", "stop"], { timeout: 120_000 });
    await lab.exec("rsha2", ["sleep", "2"]);
    expect((await lab.exec("rsha2", ["sh", "-c", ANSWERS])).stdout).toBe(
      "6.2.0 config 22\nFlags: 2node Error \nActivity blocked\npartition WITHOUT quorum\n",
    );
    await onBoth(lab, raise(23));
    await lab.exec("rsha2", ["cman_tool", "version", "-r", "-S"]);
    await lab.exec("rsha2", ["sleep", "2"]);
    expect((await lab.exec("rsha2", ["sh", "-c", ANSWERS])).stdout).toBe(
      "6.2.0 config 23\nFlags: 2node \npartition with quorum\n",
    );
    await lab.exec("rsha1", ["service", "pacemaker", "start"], { timeout: 120_000 });
  }, 120_000);

  test("exits with 0 although dlm_controld keeps CMAN running, and says so in the text only", async () => {
    const FAULT = "/etc/el6-standin-faults";
    await lab.exec("rsha2", ["sh", "-c", `echo dlm-stays > ${FAULT}`]);
    const stop = await lab.exec("rsha2", ["service", "pacemaker", "stop"], { timeout: 120_000 });
    const looks = "service cman status; echo $?; service pacemaker status; pidof corosync | wc -w";
    const { stdout } = await lab.exec("rsha2", ["sh", "-c", looks]);
    await lab.exec("rsha2", ["rm", FAULT]);
    expect([
      stop.exitCode,
      /Stopping dlm_controld\.\.\. \n\[FAILED\]/.test(stop.stdout),
      stdout,
    ]).toEqual([0, true, "fenced dead but pid file exists\n1\npacemakerd is stopped\n1\n"]);
  }, 120_000);

  test("does not start with an older file than the running nodes have", async () => {
    await lab.exec("rsha2", ["service", "pacemaker", "stop"], { timeout: 120_000 });
    await lab.exec("rsha2", ["sh", "-c", raise(3)]);
    const { stdout, exitCode } = await lab.exec("rsha2", ["service", "cman", "start"]);
    expect({
      exitCode,
      said: stdout.includes("cman_tool: Cannot open connection to cman, is it running ?"),
    }).toEqual({
      exitCode: 1,
      said: true,
    });
  }, 120_000);
});
