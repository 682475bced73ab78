import * as sessions from "../sdk/host/ssh/session";
import { check, create } from "../sdk/provider/main";
import { BareNodes } from "./bare-nodes";
import { filesExecutedBy } from "./executed-files";
import { FakeCluster } from "./fake-cluster";
import { RootedNode } from "./hosts/rooted-node";

const CLUSTER = { nodes: [{ name: "rsha1" }, { name: "rsha2" }] };

beforeEach(() => jest.spyOn(console, "log").mockReturnValue());
afterEach(() => jest.restoreAllMocks());

/** The files that execute in the provider's `create`, after `check` has accepted the inputs. */
async function filesOfCreate(inputs: object): Promise<readonly string[]> {
  expect(await check(inputs as never, inputs as never)).toMatchObject({ failures: [] });
  return filesExecutedBy(() => create(inputs as never));
}

describe("Files that execute in the create of a resource", () => {
  test("are at most 62 for an IpAddr2Resource", async () => {
    jest.spyOn(sessions, "openSession").mockResolvedValue(new FakeCluster());
    const inputs = { __kind: "pacemaker:IpAddr2", cluster: CLUSTER, name: "ip", ip: "10.0.0.1" };
    const files = await filesOfCreate(inputs);
    expect(files).toContain("reconcile/reconcile.ts");
    expect(files.length).toBeLessThanOrEqual(62);
  });

  test("are at most 32 for a CorosyncCluster", async () => {
    const nodes = new BareNodes(["rsha1", "rsha2"]);
    jest
      .spyOn(sessions, "openSession")
      .mockImplementation(({ name }) => Promise.resolve(nodes.session(name)));
    const inputs = {
      ...{ __kind: "pacemaker:CorosyncCluster", cluster: CLUSTER, nodes: CLUSTER.nodes },
      clusterName: "demo",
    };
    const files = await filesOfCreate(inputs);
    expect(files).toContain("bootstrap/lifecycle.ts");
    expect(files.length).toBeLessThanOrEqual(32);
  });

  test("are at most 22 for a PropertiesFile", async () => {
    const node = new RootedNode("rsha1");
    node.write("/opt/a.properties", "[s]\n");
    jest.spyOn(sessions, "openSession").mockResolvedValue(node);
    const inputs = {
      ...{ __kind: "pacemaker:PropertiesFile", cluster: { nodes: [{ name: "rsha1" }] } },
      ...{ path: "/opt/a.properties", section: "s", properties: { port: 5672 } },
    };
    const files = await filesOfCreate(inputs);
    node.close();
    expect(files).toContain("hosts/lifecycle.ts");
    expect(files.length).toBeLessThanOrEqual(22);
  });
});
