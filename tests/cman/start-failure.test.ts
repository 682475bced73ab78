import { explainStartFailure } from "../../sdk/cman/start-failure";
import { type Recorded, recording } from "./recordings";

const failed = (name: string): readonly Recorded[] =>
  recording(name).filter((r) => r.exitCode === 1 && r.output.includes("Starting cluster:"));

const NETWORK_MANAGER = {
  cause: "NetworkManager runs, or starts at boot",
  remedy: "run `service NetworkManager stop; chkconfig NetworkManager off` there",
  lines: [
    "Network Manager is either running or configured to run. Please disable it in the cluster.",
  ],
};
const NO_SUCH_NODE = {
  cause: "cluster.conf does not contain the name of this node",
  remedy: "declare the node with the name that `uname -n` prints there",
  lines: [
    "Cannot find node name in cluster.conf",
    "Unable to get the configuration",
    "cman_tool: corosync daemon didn't start Check cluster logs for details",
  ],
};

describe("explainStartFailure", () => {
  test("explains every recorded failure, with the output of the init script", () => {
    expect(failed("41-start-errors").map((r) => explainStartFailure(r.output))).toEqual([
      NO_SUCH_NODE,
      NO_SUCH_NODE,
      {
        cause: "/etc/cluster/cluster.conf is missing",
        remedy: "run `pulumi up` again, which writes the file",
        lines: ["xmlconfig cannot find /etc/cluster/cluster.conf"],
      },
      {
        cause: "/etc/cluster/cluster.conf is not well-formed XML",
        remedy: "correct the file, or move it away, and run `pulumi up` again",
        lines: [
          "/etc/cluster/cluster.conf:24: parser error : Premature end of data in tag cluster line 1",
          "Unable to get the configuration",
          "corosync died: Could not read cluster configuration Check cluster logs for details",
        ],
      },
      NETWORK_MANAGER,
      NETWORK_MANAGER,
      {
        cause: "corosync runs already, without CMAN",
        remedy: "run `service corosync stop; chkconfig corosync off` there",
        lines: ["Corosync Cluster Engine is already running"],
      },
      {
        cause: "cluster.conf does not match CMAN's schema, and CONFIG_VALIDATION is FAIL",
        remedy: "run `ccs_config_validate` there and correct the elements that it names",
        lines: [
          "Relax-NG validity error : Extra element cman in interleave",
          "tempfile:20: element cman: Relax-NG validity error : Element cluster failed to validate content",
          "Configuration fails to validate",
          "cman_tool: Not joining, configuration is not valid Check cluster logs for details",
        ],
      },
    ]);
  });

  test("explains the start of a node with an older file than the others", () => {
    expect(failed("21-version-mismatch").map((r) => explainStartFailure(r.output))).toEqual([
      {
        cause: "corosync exited immediately: the other nodes may run with a newer cluster.conf",
        remedy:
          "compare config_version in /etc/cluster/cluster.conf with `cman_tool version` on a running node, and look at /var/log/cluster/corosync.log",
        lines: [
          "cman_tool: Cannot open connection to cman, is it running ? Check cluster logs for details",
        ],
      },
    ]);
  });

  test("drops the line of cluster.conf that an error quotes", () => {
    const output =
      "Starting cluster: \n   Starting cman... /etc/cluster/cluster.conf:3: parser error : AttValue: ' expected\n" +
      '  <fencedevice name="ipmi" passwd=secret/>\n                                 ^\n[FAILED]\n';
    expect(explainStartFailure(output).lines).toEqual([
      "/etc/cluster/cluster.conf:3: parser error : AttValue: ' expected",
    ]);
  });

  test("returns the output of an unknown failure, even if empty", () => {
    expect(
      explainStartFailure("   Starting cman... no space left on device\n[FAILED]\r\n"),
    ).toEqual({
      cause: "CMAN did not start",
      remedy: "look at /var/log/cluster/corosync.log and fenced.log there",
      lines: ["no space left on device"],
    });
    expect(explainStartFailure("").lines).toEqual([]);
  });
});
