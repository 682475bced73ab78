import { NoClusterConfigured, NoUsableNode, NodeUnusable } from "../../sdk/errors";
import { clusterAt } from "../../sdk/cluster/cluster";
import * as log from "../../sdk/log";
import { readIfConfigured } from "../../sdk/reconcile/operation";

const address = { nodes: [{ name: "gone1" }, { name: "gone2" }] };
const gone = (node: string) => new NoClusterConfigured(node, "no cluster is configured here");

describe("readIfConfigured", () => {
  beforeEach(() => jest.spyOn(log, "warn").mockReturnValue());
  afterEach(() => jest.restoreAllMocks());
  const read = (...failures: NodeUnusable[]) => {
    jest.spyOn(clusterAt(address), "read").mockRejectedValue(new NoUsableNode(failures));
    return readIfConfigured(address);
  };

  test("takes the objects for gone if every node is in no cluster", async () => {
    expect(await read(gone("gone1"), gone("gone2"))).toBeUndefined();
    expect(await read(gone("gone1"), gone("gone2"))).toBeUndefined();
    // One line for all objects of the cluster.
    expect(jest.mocked(log.warn).mock.calls).toEqual([
      [
        expect.stringMatching(
          /^gone1, gone2: no cluster is configured here any more, .* the refresh forgets what it had\. To get it back, run `pulumi up`/,
        ),
      ],
    ]);
  });

  test("fails if one node is only stopped or does not answer, because it may have them", async () => {
    await expect(read(gone("gone1"), new NodeUnusable("gone2", "dead"))).rejects.toThrow(
      "gone2: dead",
    );
    expect(log.warn).not.toHaveBeenCalled();
  });
});
