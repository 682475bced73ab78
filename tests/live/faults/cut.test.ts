import { randomUUID } from "node:crypto";
import { diffCib } from "../../../sdk/cib/patch/diff";
import { element, updateSection } from "../../../sdk/cib/xml/element";
import { cibVersion, writePatchV2 } from "../../../sdk/cib/patch/patch-v2";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { closeSessions, openSession } from "../../../sdk/host/ssh/session";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster } from "../support/cluster";
import { configuration } from "../support/configuration";
import { sendAndCut } from "../support/half-patch";
import { cib } from "../support/cluster-status";
import { type Cut, Proxy, behind } from "../support/proxy";
import { soakTest, times, tried } from "../support/soak";
import { Stack } from "../cli/stack";

const HEADING = "Broken connections";

describeLive("A broken connection", (lab: Lab) => {
  beforeAll(() => ensureCluster(lab), 240_000);
  afterAll(() => closeSessions());

  /** Makes a patch that adds a primitive, with the marker at its end. */
  async function patch(): Promise<{ bytes: Buffer; marker: string; own: number }> {
    const { stdout } = await lab.exec("rsha1", ["cibadmin", "--query"]);
    const old = parseXml(stdout);
    const dummy = { class: "ocf", provider: "pacemaker", type: "Dummy" };
    const half = element("primitive", { id: "half", ...dummy });
    const planned = updateSection(old, "resources", (r) => ({
      ...r,
      children: [...r.children, half],
    }));
    const text = writePatchV2(cibVersion(old), diffCib(old, planned));
    const marker = `end of patch ${randomUUID()}`;
    return { bytes: Buffer.from(text + marker), marker, own: text.length };
  }

  test("leaves the configuration unchanged when it breaks at any byte of a patch", async () => {
    const before = await configuration(lab);
    const { bytes, marker, own } = await patch();
    const count = times(5, 50);
    const spread = Array.from({ length: count - 2 }, (_, i) => Math.round((i * own) / (count - 2)));
    const changed: number[] = [];
    for (const length of [...spread, own, bytes.length - 1]) {
      await sendAndCut(lab, marker, bytes.subarray(0, length));
      if ((await configuration(lab)) !== before) changed.push(length);
    }
    expect(changed).toEqual([]);
    tried(HEADING, {
      what: "SSH connection cut within the bytes of a patch",
      times: count,
      lost: changed.length,
    });
    // A complete patch, for the present version, is applied, which proves that the test can fail.
    const complete = await patch();
    await sendAndCut(lab, complete.marker, complete.bytes);
    expect(await cib(lab, "//primitive")).toContain('id="half"');
    await lab.exec("rsha1", ["pcs", "resource", "delete", "half"]);
    expect(await configuration(lab)).toBe(before);
  }, 120_000);

  soakTest?.(
    "ends its command on the node, and so does the deadline of a command",
    async () => {
      const { nodes, connection } = lab.connection();
      const session = await openSession(nodes[0] ?? { name: "" }, connection);
      const runs = async (seconds: string): Promise<boolean> =>
        (await lab.exec("rsha1", ["pgrep", "-fx", `sleep ${seconds}`])).exitCode === 0;
      const late = (seconds: string): Promise<unknown> =>
        session.run(["sleep", seconds], { timeoutSeconds: 3 }).catch((e: unknown) => e);
      const heard = late("1001");
      await waitUntil("the first command runs", 20, () => runs("1001"));
      expect(String(await heard)).toBe(
        "CommandFailed: rsha1: sleep 1001 exited with 124: it did not end within 3 s and was stopped",
      );
      expect(await runs("1001")).toBe(false);
      const unheard = late("1002");
      await waitUntil("the second command runs", 20, () => runs("1002"), 50);
      await lab.fault("ssh-cut", "rsha1");
      try {
        await waitUntil("it is ended on the node", 15, async () => !(await runs("1002")));
        expect(String(await unheard)).toBe(
          "CommandFailed: rsha1: sleep 1002 exited with 124: it did not end within 3 s and was stopped",
        );
      } finally {
        await lab.fault("ssh-back", "rsha1");
      }
    },
    90_000,
  );

  describe("during up", () => {
    let [stack, near, dead]: [Stack?, Proxy?, Proxy?] = [];
    /** Long enough that the patch is most of the traffic. */
    const long = (i: number): string => `${i}${"x".repeat(40_000)}`;

    beforeAll(async () => {
      stack = await Stack.make(lab);
      near = await Proxy.to(lab.connection().nodes[0]?.port ?? 0);
      dead = await Proxy.to(lab.connection().nodes[0]?.port ?? 0);
    }, 60_000);
    afterAll(async () => {
      stack?.discard();
      await near?.stop();
      await dead?.stop();
    }, 90_000);

    const cuts: Cut[] = [
      { after: 22_000, how: "closed" },
      ...times<Cut[]>(
        [],
        [
          { after: 22_000, how: "silent" },
          ...[2_000, 4_000, 6_000, 41_000, 47_000].map((after): Cut => ({ after, how: "closed" })),
        ],
      ),
    ];
    test.each(cuts)(
      "after $after bytes, $how, makes the run continue through another node",
      async (cut) => {
        if (!stack || !near || !dead) throw new Error("not set up");
        const at = cuts.indexOf(cut);
        const { nodes, connection } = behind(lab, near, stack.directory);
        const gone = { name: "rsha0", host: "127.0.0.1", port: dead.port };
        dead.cut({ after: 0, how: "silent" });
        near.cut(cut);
        stack.declare(
          {
            options: { is: "Properties", stonithEnabled: false },
            big: { is: "Primitive", agent: "ocf:pacemaker:Dummy", parameters: { fake: long(at) } },
          },
          { nodes: [gone, ...nodes], connection: { ...connection, dialTimeout: 5 } },
        );
        const up = await stack.up();
        expect(up).toMatchObject({ exitCode: 0 });
        expect(await cib(lab, '//nvpair[@name="fake"]/@value')).toContain(`"${long(at)}"`);
        expect({ dials: dead.accepted, cuts: near.made }).toEqual({ dials: 1, cuts: 1 });
        tried(HEADING, {
          what: `connection to the first node ${cut.how} after ${cut.after} bytes of an up`,
          times: 1,
          lost: 0,
        });
      },
      180_000,
    );
  });
});
