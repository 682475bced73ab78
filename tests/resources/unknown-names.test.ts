import { validateCommonArgs } from "../../sdk/kind/common-args";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { failures } from "./kind-helpers";

const COMMON = "adopt, cluster";
const WAIT = "waitFor, waitTimeout";

describe("Unknown names", () => {
  test("are refused in each kind with the known names and without the value", () => {
    expect([
      ...failures(pacemakerProperties, { label: "x", stonithEnable: false }),
      ...failures(filesystem, {
        name: "f",
        device: "d",
        directory: "/d",
        fstype: "x",
        pasword: "s3",
      }),
      ...failures(primitive, { name: "p", agent: "lsb:x", clone: { name: "c", max: 2 } }),
      ...failures(primitive, {
        name: "p",
        agent: "lsb:x",
        operations: [{ name: "monitor", intervall: "5s" }],
      }),
      ...failures(resourceGroup, { name: "g", members: ["a"], member: "a" }),
      ...failures(locationConstraint, { resource: "a", node: "n", constructor: 1 }),
    ]).toEqual([
      ` | "stonithEnable" is not known; use one of: adopt, batchLimit, cluster, clusterRecheckInterval, maintenanceMode, noQuorumPolicy, operationDefaults, properties, resourceDefaults, startFailureIsFatal, stonithEnabled, stonithTimeout, symmetricCluster, ${WAIT}; other cluster properties go into \`properties\``,
      ` | "pasword" is not known; use one of: adopt, clone, cluster, colocations, device, directory, forceUnmount, fstype, locations, meta, metaSets, name, operations, options, orders, parameterSets, parameters, promotable, runFsck, startWithGroup, utilization, ${WAIT}; other parameters of the agent go into \`parameters\``,
      ` | clone: "max" is not known; use one of: meta, name`,
      ` | operations: [0] "intervall" is not known; use one of: enabled, interval, name, onFail, parameters, recordPending, role, startDelay, timeout`,
      ` | "member" is not known; use one of: adopt, clone, cluster, colocations, locations, members, meta, metaSets, name, orders, promotable, ${WAIT}`,
      ` | "constructor" is not known; use one of: ${COMMON}, name, node, resource, resourceDiscovery, resourcePattern, role, rule, rules, score, scoreAttribute, sets, ${WAIT}`,
    ]);
  });

  const SSH =
    "agentSocketPath, dialTimeout, HOSThostKey, knownHostsPath, password, port, privateKey, privateKeyPassword, privateKeyPath, PROXYuser, verifyHostKey";
  const NODES = [{ name: "n" }];

  test.each([
    [{ nodes: NODES, nodez: 1 }, `"nodez" is not known; use one of: connection, nodes`],
    [
      { nodes: [{ name: "n", adress: "x" }] },
      `nodes [0] "adress" is not known; use one of: addresses, alternativeName, host, name, nodeId, port, votes`,
    ],
    [
      { nodes: NODES, connection: { pasword: "s3cret" } },
      `connection: "pasword" is not known; use one of: ${SSH.replace("HOST", "").replace("PROXY", "proxy, sudo, ")}`,
    ],
    [
      { nodes: NODES, connection: { proxy: { host: "b", sudo: true } } },
      `connection: proxy: "sudo" is not known; use one of: ${SSH.replace("HOST", "host, ").replace("PROXY", "")}`,
    ],
    [
      { nodes: NODES, connection: { sudo: { password: "two\nlines" } } },
      "connection: sudo: must be true, false or { password }, which is one line",
    ],
  ])("are refused in `cluster`: %j", (cluster, reason) => {
    expect(validateCommonArgs({ cluster })).toEqual([
      { property: "", reason: `cluster: ${reason}` },
    ]);
  });
});
