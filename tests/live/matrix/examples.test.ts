import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";
import { failure } from "../cli/output";
import { describeLive, quiet } from "../support/cluster";
import { clusterStatus } from "../support/cluster-status";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { publishedSuite } from "../support/published";
import { PUBLISHED_EXAMPLES } from "../support/published-examples";
import { on } from "../support/shell";

/** The state of a database that an administrator has started: the primary is on rsha2. */
const RUNNING_DATABASE = `
mkdir -p /run/stand-in
echo started >/run/stand-in/SAPHanaTopology_HN1_03
echo started >/run/stand-in/SAPHana_HN1_03
[ "$(crm_node -n)" = rsha1 ] || {
  echo promoted >/run/stand-in/SAPHana_HN1_03
  attrd_updater -n primary-SAPHana_HN1_03 -U true
}`;

describeLive("Examples with stand-ins for their agents", (lab: Lab) => {
  const { up, expectRoles, expectLife, expectTakeover } = publishedSuite(lab);

  test.each(Object.entries(PUBLISHED_EXAMPLES))(
    "%s: starts once and right, shows no drift, and goes without a trace",
    (_name, published) => expectLife(published),
    600_000,
  );

  test(
    "sap-hana: takes over a database that runs already, in maintenance mode",
    () => expectTakeover(PUBLISHED_EXAMPLES["sap-hana"], RUNNING_DATABASE, "SAPHana"),
    600_000,
  );

  test("haproxy: a restart of HAProxy does not stop the address on its node", async () => {
    const stack = await up(PUBLISHED_EXAMPLES.haproxy);
    await expectRoles(PUBLISHED_EXAMPLES.haproxy);
    const [node] = (await clusterStatus(lab)).resources["lb-address"] ?? [];
    const since = await mark(lab);
    await on(lab, node as "rsha1", "systemctl stop haproxy");
    const changes = async (): Promise<string[]> =>
      changing(await operationsSince(lab, since)).map(shown);
    await waitUntil("HAProxy runs again", 60, async () =>
      (await changes()).includes(`start lb-haproxy on ${node}: ok`),
    );
    await quiet(lab);
    expect(await changes()).toEqual([
      `stop lb-haproxy on ${node}: ok`,
      `start lb-haproxy on ${node}: ok`,
    ]);
    expect(failure(await stack.destroy())).toBe("");
  }, 300_000);
});
