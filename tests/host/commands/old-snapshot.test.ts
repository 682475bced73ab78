import { querySnapshot } from "../../../sdk/host/commands/pacemaker-commands";
import { FEATURES, FakeNode } from "../fakes";

const CIB = `<cib a="1">\n  <x y="it's %s \\n $HOME"/>\n</cib>`;

let node: FakeNode;
beforeEach(() => {
  node = new FakeNode({
    pacemakerd: FEATURES["1.1.10"],
    cibadmin: 'cat "$DIR/cib"',
    crm_simulate: 'echo "$*"; cat',
    crm_mon: 'echo "$*"; cat "$2"; echo; echo "</crm_mon>"',
  });
  node.write("cib", CIB);
});
afterEach(() => node.close());

describe("querySnapshot without XML of crm_simulate", () => {
  test("combines a CIB with the output of crm_simulate and crm_mon for that CIB", async () => {
    expect(await querySnapshot(node)).toEqual({
      cib: CIB,
      simulation: `--simulate --xml-pipe\n${CIB}`,
      monitor: `--xml-file /dev/stdin --as-xml --inactive\n${CIB}\n</crm_mon>`,
      log: "/var/log/cluster/corosync.log or /var/log/messages",
    });
  });

  test("runs crm_mon on the cluster if crm_mon cannot read the CIB", async () => {
    node.program("crm_mon", '[ "$1" = --as-xml ] || exit 11; echo "<crm_mon>$*</crm_mon>"');
    expect((await querySnapshot(node)).monitor).toBe("<crm_mon>--as-xml --inactive</crm_mon>");
  });

  test.each(["crm_simulate", "crm_mon"])(
    "reports the node as unusable if %s fails",
    async (name) => {
      node.program(name, "echo 'No space left' >&2; exit 1");
      await expect(querySnapshot(node)).rejects.toMatchObject({
        name: "SchedulerFailed",
        message: expect.stringMatching(
          /^rsha1: crm_simulate does not work here \(exit code 1; No space left.*`pkill -PIPE cib` there/,
        ) as string,
      });
    },
  );
});
