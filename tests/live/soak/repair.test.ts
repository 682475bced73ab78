import { parseXml } from "../../../sdk/cib/xml/parse";
import { walk } from "../../../sdk/cib/xml/element";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { cib, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { tried } from "../support/soak";
import { diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const HEADING = "Failed waits";
const script = (name: string, start: string, status: string): string =>
  `printf '#!/bin/sh\\ncase $1 in start) ${start};; stop) rm -f /run/${name};; status) ${status};; esac\\n' >/etc/init.d/${name}; chmod +x /etc/init.d/${name}\n`;

/** Three resources: one starts after the repair, one starts but is never seen running, one is healthy. */
const prepare =
  script("needy", "test -e /run/mended && touch /run/needy", "test -e /run/needy || exit 3") +
  script("flappy", "exit 0", "exit 3") +
  script("steady", "touch /run/steady", "test -e /run/steady || exit 3");
const undo = "rm -f /etc/init.d/needy /etc/init.d/flappy /etc/init.d/steady /run/mended";

const onEach = async (lab: Lab, source: string): Promise<void> => {
  for (const node of nodeNames) await lab.exec(node, ["sh", "-c", source]);
};

/** Names the resources that have a fail-count. */
async function failCounts(lab: Lab): Promise<string[]> {
  const status = parseXml(await cib(lab, "//status"));
  const names = [...walk(status)].flatMap(
    (e) => /^fail-count-(.*)#/.exec(e.attributes.name ?? "") ?? [],
  );
  return [...new Set(names.filter((name) => ["needy", "other"].includes(name)))].sort();
}

describeLive("A resource whose wait has failed", (lab: Lab) => {
  let stack: Stack;
  beforeAll(async () => {
    await ensureCluster(lab);
    await onEach(lab, prepare);
    stack = await Stack.make(lab);
  }, 240_000);
  afterAll(async () => {
    await stack.remove();
    await onEach(lab, undo);
  }, 120_000);

  const options: Declaration[string] = { is: "Properties", stonithEnabled: false };
  const other: Declaration[string] = { is: "Primitive", agent: "ocf:pacemaker:Dummy" };
  const needy: Declaration[string] = { is: "Lsb", service: "needy" };
  const flappy = { is: "Lsb", service: "flappy", waitTimeout: "5s" } as const;

  test("is in the state; the next up repairs it and cleans up its failures only", async () => {
    stack.declare({ options, other, needy });
    const failed = await stack.up();
    expect(failed.exitCode).not.toBe(0);
    expect(diagnostics(failed).needy?.[1]).toMatch(/^\* needy: start on rsha1 and rsha2 failed/);
    expect(Object.keys(await stack.ids()).sort()).toEqual(["needy", "options", "other"]);
    const { other: places } = (await clusterStatus(lab)).resources;
    await lab.exec("rsha1", ["crm_resource", "--fail", "-r", "other", "-N", places?.[0] ?? ""]);
    const isCounted = async (): Promise<boolean> => (await failCounts(lab)).includes("other");
    await waitUntil("the failure of the other resource is counted", 20, isCounted);
    await quiet(lab);
    await onEach(lab, "touch /run/mended");
    const mended = await stack.up();
    expect({ ...mended, output: "" }).toEqual({ exitCode: 0, output: "" });
    expect(await failCounts(lab)).toEqual(["other"]);
    tried(HEADING, { what: "failed create, repaired by the next up", times: 1, lost: 0 });
  }, 180_000);

  test("that restarts many times a second is corrected or deleted by the next up", async () => {
    stack.declare({ options, other, needy, corrected: flappy, removed: flappy });
    const failed = await stack.up("--continue-on-error");
    expect(failed.exitCode).not.toBe(0);
    const told = diagnostics(failed);
    const first = (name: string): string | undefined => told[name]?.[1]?.replace(/waiting.*/, "");
    expect(["corrected", "removed"].map(first)).toEqual([
      "* corrected: not there in time: ",
      "* removed: not there in time: ",
    ]);
    stack.declare({ options, other, needy, corrected: { is: "Lsb", service: "steady" } });
    expect(await stack.up()).toMatchObject({ exitCode: 0 });
    await quiet(lab);
    const places = Object.entries((await clusterStatus(lab)).resources);
    expect(places.map(([id, nodes]) => [id, nodes.length]).sort()).toEqual([
      ["corrected", 1],
      ["needy", 1],
      ["other", 1],
    ]);
    expect((await stack.preview("--expect-no-changes")).exitCode).toBe(0);
    tried(HEADING, {
      what: "flapping resource corrected, another one deleted",
      times: 2,
      lost: 0,
    });
  }, 240_000);
});
