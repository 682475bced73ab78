import { byId, idOf, sectionOf, withAttributes, updateById } from "../../sdk/cib/xml/element";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CibOperation } from "../../sdk/reconcile/operation";
import { stopFirst } from "../../sdk/reconcile/stop-first";
import { SEPARATOR, SNAPSHOT_IN_TEXT } from "../../sdk/host/commands/pacemaker-scripts";
import * as sessions from "../../sdk/host/ssh/session";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { cib as tree } from "../helpers";
import { SharedCluster, ownAddress, startedOn } from "./shared-cluster";

const OLD = " Supporting v3.0.7:  cman";
const NEW = " Supporting v3.0.14:  cman";
const QUIET = "Executing cluster transition:\n\nRevised cluster status:\n";
const MONITOR =
  '<crm_mon><nodes/><resources><resource id="p" active="false" managed="true" failed="false"/></resources></crm_mon>';

const operation = (key: string, name: string): string =>
  `<lrm_rsc_op id="p_last_0" operation_key="${key}" operation="${name}" call-id="7" rc-code="0" op-status="0" interval="0"/>`;
const PROBED = operation("p_monitor_0", "monitor");
const STARTED = operation("p_start_0", "start");

const cib = (epoch: number, history: string, properties: string): string =>
  `<cib admin_epoch="0" epoch="${epoch}" num_updates="3" have-quorum="1"><configuration><crm_config>${properties}</crm_config><nodes/><resources>` +
  `<primitive id="p" class="lsb" type="x"><instance_attributes id="p-i"><nvpair id="p-i-a" name="a" value="1"/></instance_attributes></primitive>` +
  `</resources><constraints/></configuration><status><node_state uname="rsha1" in_ccm="true" crmd="online">` +
  `<lrm><lrm_resources><lrm_resource id="p">${history}</lrm_resource></lrm_resources></lrm></node_state></status></cib>`;

const changing = (id: string, change: Record<string, string>): CibKind<CommonInputs> =>
  ({
    type: "p",
    running: { stopTarget: () => "p" },
    put: (seen: Parameters<typeof updateById>[0]) => ({
      id: "p",
      cib: updateById(seen, id, (e) => withAttributes(e, change)),
    }),
  }) as unknown as CibKind<CommonInputs>;
const otherValue = changing("p-i-a", { value: "2" });

/** Stops before an update of a resource with that history. Returns the patches sent to the node, and the log. */
async function stopWith(
  features: string,
  history: string,
  kind = otherValue,
  args: Partial<CommonInputs> = {},
  properties = "",
): Promise<{ patches: string[]; log: unknown[] }> {
  const patches: string[] = [];
  let epoch = 5;
  const run: sessions.Session["run"] = (argv, { stdin = "" } = {}) => {
    const answer = (stdout: string): Promise<sessions.CommandResult> =>
      Promise.resolve({ stdout, stderr: "", exitCode: 0 });
    if (argv[0] === "pacemakerd") return answer(features);
    if (argv.includes(SNAPSHOT_IN_TEXT.source))
      return answer(
        [cib(epoch, history, properties), SEPARATOR, QUIET, SEPARATOR, MONITOR].join("\n"),
      );
    if (stdin === "") return answer(cib(epoch, history, properties));
    patches.push(stdin.replace(/end of patch.*/, ""));
    epoch += 2;
    return answer(`committed\n${cib(epoch, history, properties)}`);
  };
  const session = { node: "rsha1", run, close: () => undefined };
  jest.spyOn(sessions, "openSession").mockResolvedValue(session);
  const log = jest.spyOn(console, "log").mockReturnValue();
  // A new address gives a new Cluster object.
  const cluster = { nodes: [{ name: "rsha1", host: expect.getState().currentTestName ?? "" }] };
  const inputs = { __kind: "p", cluster, ...args };
  await stopFirst(new CibOperation(kind, inputs, "p", inputs));
  return { patches, log: log.mock.calls.flat() };
}

afterEach(() => jest.restoreAllMocks());

const NOTHING = { patches: [], log: [] };

describe("stopFirst", () => {
  test("stops a resource that Pacemaker 1.1.10 has only probed before its parameters change", async () => {
    expect(await stopWith(OLD, PROBED)).toEqual({
      patches: [
        '<diff><diff-removed><cib admin_epoch="0" epoch="5" num_updates="@num_updates@"/></diff-removed>' +
          '<diff-added><cib admin_epoch="0" epoch="6" num_updates="0"><configuration><resources><primitive id="p">' +
          '<meta_attributes id="p-meta_attributes" __crm_diff_marker__="added:top">' +
          '<nvpair id="p-stopped-for-deletion" name="target-role" value="Stopped"/></meta_attributes>' +
          "</primitive></resources></configuration></cib></diff-added></diff>",
      ],
      log: ["p: Pacemaker has only found it running and would not restart it, so it is stopped"],
    });
  });

  test("stops nothing that Pacemaker has started", async () => {
    expect(await stopWith(OLD, STARTED)).toEqual(NOTHING);
  });

  test("stops nothing when no parameter changes", async () => {
    const described = changing("p", { description: "d" });
    expect(await stopWith(OLD, PROBED, described)).toEqual(NOTHING);
  });

  test("stops nothing with waitFor none", async () => {
    expect(await stopWith(OLD, PROBED, otherValue, { waitFor: "none" })).toEqual(NOTHING);
    expect(sessions.openSession).not.toHaveBeenCalled();
  });

  test("stops nothing that Pacemaker does not manage", async () => {
    const maintenance = `<cluster_property_set id="s"><nvpair id="s-m" name="maintenance-mode" value="true"/></cluster_property_set>`;
    expect(await stopWith(OLD, PROBED, otherValue, {}, maintenance)).toEqual(NOTHING);
  });

  test("stops nothing of an object without a resource", async () => {
    const none = { ...otherValue, running: { stopTarget: () => undefined } };
    expect(await stopWith(OLD, PROBED, none)).toEqual(NOTHING);
  });

  test("stops nothing on Pacemaker 1.1.18, which restarts probed resources", async () => {
    expect(await stopWith(NEW, PROBED)).toEqual(NOTHING);
  });

  describe("for a group", () => {
    const primitives = ["a", "b"].map((id) => `<primitive id="${id}"/>`);
    const group = { __kind: resourceGroup.type, name: "g", members: ["a", "b"] };
    const held = { startWithGroup: ["a", "b"] };

    /**
     * Stops before that member replaces `b`. Returns the members, the resources at the top, and the refusal or the log.
     */
    async function replaceMember(member: string): Promise<readonly unknown[]> {
      const log = jest.spyOn(console, "log").mockReturnValue();
      const node = new SharedCluster(
        tree(
          `<group id="g">${primitives.join("")}</group><primitive id="c"/>`,
          "",
          "",
          startedOn("rsha1", "a", "b"),
        ),
      );
      const before = { ...group, ...held, cluster: ownAddress() };
      const args = { ...before, members: ["a", member] };
      const refusal = await stopFirst(new CibOperation(resourceGroup, args, "g", before)).then(
        () => log.mock.calls.flat() as unknown[],
        (e: unknown) => [(e as Error).message],
      );
      const holders = [byId(node.present, "g"), sectionOf(node.present, "resources")];
      return [...holders.map((e) => e?.children.map(idOf) ?? []), refusal];
    }

    test("stops the members that leave it before others enter", async () => {
      expect(await replaceMember("c")).toEqual([["a"], ["g", "c", "b"], []]);
    });

    test("stops nothing when no member leaves it", async () => {
      expect(await replaceMember("b")).toEqual([["a", "b"], ["g", "c"], []]);
    });

    test("stops nothing for a new group", async () => {
      new SharedCluster(tree());
      const args = { ...group, ...held, cluster: ownAddress() };
      await expect(stopFirst(new CibOperation(resourceGroup, args, "g"))).resolves.toBeUndefined();
    });

    test("stops nothing when the change is refused", async () => {
      expect(await replaceMember("missing")).toEqual([
        ["a", "b"],
        ["g", "c"],
        [
          "members: there is no resource missing in the cluster; create it first, or correct the name",
        ],
      ]);
    });
  });
});
