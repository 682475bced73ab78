import { parseCmanConf } from "../../../sdk/cman/cluster-conf";
import type { CmanMemberState, CmanNodeState } from "../../../sdk/cman/node-state";
import { recorded } from "../../cman/recordings";
import { parseStatus } from "../../../sdk/cman/status";
import type { CmanInputs } from "../../../sdk/kind/cluster-inputs";
import { describeNodeDrift } from "../../../sdk/bootstrap/cman/read";
import { fixture } from "../../helpers";

const text = fixture("cluster-conf/guide-udpu.conf");
const args: CmanInputs = {
  __kind: "pacemaker:CmanCluster",
  cluster: { nodes: [] },
  clusterName: "pacemaker1",
  nodes: [{ name: "rsha1" }, { name: "rsha2" }],
};
const well: CmanMemberState = {
  node: "rsha1",
  hostName: "rsha1",
  file: { text, conf: parseCmanConf(text) },
  cman: "running",
  pacemaker: "running",
  status: parseStatus(recorded("10-both-rsha1", "cman_tool status").output),
  fencingPending: false,
  startsAtBoot: true,
  quorumTimeout: "0",
  networkManager: false,
  foreignCorosync: false,
};
const drift = (more: Partial<CmanNodeState>): readonly string[] =>
  describeNodeDrift({ ...well, node: "rsha2", ...more }, well, args);
const other = text.replace('two_node="1"', 'two_node="0"').replace('version="9"', 'version="8"');

describe("describeNodeDrift", () => {
  test.each<[string, Partial<CmanNodeState>, string[]]>([
    ["equals the others", {}, []],
    ["has lost its file", { file: undefined }, ["/etc/cluster/cluster.conf is missing"]],
    [
      "has another file",
      { file: { text: other, conf: parseCmanConf(other) } },
      [
        "cluster.conf has version 8, that of rsha1 9",
        "twoNode: two_node=0, expected_votes=1, not two_node=1, expected_votes=1",
      ],
    ],
    [
      "does not run, nor start at boot",
      { cman: "stopped", pacemaker: "stale", status: undefined, startsAtBoot: false },
      [
        "cman does not run",
        "pacemaker does not run",
        "cman and pacemaker do not both start at boot",
      ],
    ],
    [
      "is suspended with an older version, and would wait for quorum",
      { status: well.status && { ...well.status, flags: ["2node", "Error"] }, quorumTimeout: "45" },
      [
        "CMAN has not taken the version of cluster.conf that the others run with",
        "CMAN_QUORUM_TIMEOUT is 45 in /etc/sysconfig/cman, not 0",
      ],
    ],
  ])("describes exactly the drift of a node that %s", (_what, more, wanted) => {
    expect(drift(more)).toEqual(wanted);
  });
});
