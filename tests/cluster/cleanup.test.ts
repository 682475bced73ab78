import { cleanUpResource } from "../../sdk/cluster/cleanup";
import { fixtureXml } from "../helpers";

/** What is run on a node of that Pacemaker to clean a resource in that state. */
async function commands(features: string, state: string, resource: string): Promise<string[]> {
  const ran: string[] = [];
  const session = {
    node: "rsha1",
    run: (argv: readonly string[]) => {
      const isQuestion = argv[0] === "pacemakerd";
      if (!isQuestion) ran.push(argv.join(" "));
      return Promise.resolve({ stdout: isQuestion ? features : "", stderr: "", exitCode: 0 });
    },
    close: () => undefined,
  };
  const cib = fixtureXml(`${state}.cib.xml`);
  await cleanUpResource(session, resource, () => Promise.resolve(cib));
  return ran;
}

const OLD = " Supporting v3.0.7:  cman";
const CLEAN = "crm_resource --cleanup --resource";

test.each<[string, string, string[]]>([
  ["start-failed", "grp", [`${CLEAN} m2 --node rsha1`, `${CLEAN} m2 --node rsha2`]],
  ["stop-failed", "m2", [`${CLEAN} m2 --node rsha1`, `${CLEAN} m2 --node rsha2`]],
  // m2 runs on rsha1: of that 1.1.10 must not forget with which parameters
  ["agent-missing", "grp", [`${CLEAN} m2 --node rsha2`]],
  ["agent-missing", "missl", [`${CLEAN} missl --node rsha1`, `${CLEAN} missl --node rsha2`]],
  ["all-started", "grp", []],
  ["node-dead", "ping-clone", []],
])("in 1.1.10/%s, %s is cleaned where it has failed, node by node", async (state, id, expected) => {
  expect(await commands(OLD, `pacemaker-1.1/1.1.10/${state}`, id)).toEqual(expected);
});

test("newer ones clean everywhere with one command", async () => {
  expect(await commands(" Supporting v3.16.2: x", "snapshots/start-failed", "broken")).toEqual([
    `${CLEAN} broken`,
  ]);
});
