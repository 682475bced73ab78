import { NUM_UPDATES, PATCH_WITH_UPDATES } from "../../../sdk/host/commands/pacemaker-scripts";
import { scriptArgv } from "../../../sdk/host/ssh/session";
import { applyPatch } from "../../../sdk/host/commands/pacemaker-commands";
import { FEATURES, FakeNode } from "../fakes";

// A cibadmin that checks versions as 1.1.10 does. `churn` holds the changes of the status before each call. A patch
// for another version is refused with 206. An unknown format does nothing. Other patches raise the epoch by two.
const CIBADMIN = `
header() { echo "<cib epoch=\\"$(cat "$DIR/epoch")\\" num_updates=\\"$(cat "$DIR/updates")\\" admin_epoch=\\"0\\"/>"; }
n=$(sed -n 1p "$DIR/churn"); sed -i 1d "$DIR/churn"
echo $(($(cat "$DIR/updates") + \${n:-0})) > "$DIR/updates"
echo "$1" >> "$DIR/log"
if [ "$1" = --query ]; then header; exit; fi
cat > "$DIR/received"
[ -e "$DIR/refuse" ] && exit "$(cat "$DIR/refuse")"
grep -q '<diff>' "$DIR/received" || exit 0
grep -q "<cib admin_epoch=\\"0\\" epoch=\\"$(cat "$DIR/epoch")\\" num_updates=\\"$(cat "$DIR/updates")\\">" "$DIR/received" || {
  echo 'Call cib_apply_diff failed (-206): Application of an update diff failed' >&2; exit 206; }
echo $(($(cat "$DIR/epoch") + 2)) > "$DIR/epoch"
echo 1 > "$DIR/updates"`;

const patch = (epoch: number): string =>
  `<diff><diff-removed><cib admin_epoch="0" epoch="${epoch}" num_updates="${NUM_UPDATES}"><x y="'ä $(id) ${NUM_UPDATES}"/></cib></diff-removed></diff>`;
const HEADER = '<cib epoch="36" num_updates="1" admin_epoch="0"/>\n';

let node: FakeNode;
beforeEach(() => {
  node = new FakeNode({ pacemakerd: FEATURES["1.1.10"], cibadmin: CIBADMIN });
  node.write("epoch", "34");
  node.write("updates", "8");
  node.write("churn", "");
});
afterEach(() => node.close());

const apply = (epoch = 34, text = patch(epoch)): Promise<string> =>
  applyPatch(node, text, { adminEpoch: 0, epoch });
const count = (call: string): number =>
  node
    .read("log")
    .split("\n")
    .filter((line) => line === call).length;

describe("applyPatch in format 1", () => {
  test("fills in num_updates once on the node, and returns the header", async () => {
    expect(await apply()).toBe(HEADER);
    expect(node.read("received")).toBe(patch(34).replace(NUM_UPDATES, "8"));
  });

  test("retries while the status keeps changing", async () => {
    node.write("churn", "0\n3\n0\n1\n0\n7\n");
    expect(await apply()).toBe(HEADER);
    expect([count("--patch"), count("--query")]).toEqual([4, 5]);
  });

  test("reports the patch as stale after fifty attempts", async () => {
    node.write("churn", "1\n".repeat(200));
    await expect(apply()).rejects.toMatchObject({ kind: "stale", exitCode: 206 });
    expect(count("--patch")).toBe(50);
  }, 30_000);

  test.each([33, 35, 3, 4])("does not try a plan for epoch %i on epoch 34", async (epoch) => {
    await expect(apply(epoch)).rejects.toMatchObject({ kind: "stale", exitCode: 167 });
    expect(node.read("log")).toBe("--query\n");
  });

  test("does not try a plan for another admin_epoch with the same epoch", async () => {
    const argv = scriptArgv(PATCH_WITH_UPDATES, "end", NUM_UPDATES, "1", "34");
    expect(await node.run(argv, { stdin: `${patch(34)}end` })).toMatchObject({ exitCode: 167 });
  });

  test("does not retry another refusal", async () => {
    node.write("refuse", "203");
    await expect(apply()).rejects.toMatchObject({ kind: "schema", exitCode: 203 });
    expect(count("--patch")).toBe(1);
  });

  test("refuses a patch that is accepted and does nothing", async () => {
    await expect(apply(34, `<diff format="2">${NUM_UPDATES}</diff>`)).rejects.toMatchObject({
      kind: "other",
      exitCode: 168,
      text: "the patch was accepted, but nothing was done: this Pacemaker does not know its format",
    });
  });

  test("never passes a truncated patch to cibadmin", async () => {
    const input = `${patch(34)}end of patch 0b5c2a`;
    const argv = scriptArgv(PATCH_WITH_UPDATES, "end of patch 0b5c2a", NUM_UPDATES, "0", "34");
    const cuts = [0, 1, 40, patch(34).length, input.length - 1];
    const results = await Promise.all(
      cuts.map((n) => node.run(argv, { stdin: input.slice(0, n) })),
    );
    expect(results.map(({ exitCode }) => exitCode)).toEqual(cuts.map(() => 166));
    expect(() => node.read("log")).toThrow("ENOENT");
  });

  test("reports the node as unusable if the cluster does not run", async () => {
    node.program("cibadmin", "echo 'Signon to CIB failed' >&2; exit 107");
    await expect(apply()).rejects.toThrow(
      // The script looks for the files of a cluster on this machine.
      /^rsha1: (the cluster does not run here \(exit code 107; Signon to CIB failed\)|no cluster is configured here)/,
    );
  });
});
