import { refuseMissingScript } from "../../sdk/cluster/init-scripts";
import { NodeUnusable, PreconditionFailed } from "../../sdk/errors";
import * as sessions from "../../sdk/host/ssh/session";

const OLD = " Supporting v3.0.7:  cman";
const NEW = " Supporting v3.16.2: systemd";
const address = {
  nodes: ["rsha1", "rsha2", "rsha3"].map((name) => ({ name, host: "192.0.2.1" })),
};

afterEach(() => jest.restoreAllMocks());

/** Checks for the script when some nodes lack it and some are dead. Returns the nodes that were queried. */
async function check(features: string, lacking: string[], dead: string[] = []): Promise<string[]> {
  const queried: string[] = [];
  const sessionOf = (node: string): sessions.Session => ({
    node,
    run: (argv) => {
      if (argv[0] === "pacemakerd")
        return Promise.resolve({ stdout: features, stderr: "", exitCode: 0 });
      expect(argv).toEqual(["test", "-f", "/etc/init.d/tomcat", "-a", "-x", "/etc/init.d/tomcat"]);
      queried.push(node);
      return Promise.resolve({ stdout: "", stderr: "", exitCode: lacking.includes(node) ? 1 : 0 });
    },
    close: () => undefined,
  });
  jest
    .spyOn(sessions, "openSession")
    .mockImplementation(({ name }) =>
      dead.includes(name)
        ? Promise.reject(new NodeUnusable(name, "dead"))
        : Promise.resolve(sessionOf(name)),
    );
  await refuseMissingScript(sessionOf("rsha1"), address, "lsb:tomcat");
  return queried;
}

describe("refuseMissingScript", () => {
  test("checks every node on an old Pacemaker", async () => {
    expect(await check(OLD, [])).toEqual(["rsha1", "rsha2", "rsha3"]);
  });

  test("does not count an unreachable node as lacking the script", async () => {
    expect(await check(OLD, [], ["rsha2"])).toEqual(["rsha1", "rsha3"]);
  });

  test("names the nodes that lack the script", async () => {
    await expect(check(OLD, ["rsha1", "rsha3"])).rejects.toEqual(
      new PreconditionFailed(
        "agent: /etc/init.d/tomcat does not exist or is not executable on rsha1 and rsha3; install it there first: " +
          "this Pacemaker would take it for a service that runs and cannot be stopped",
      ),
    );
  });

  test("checks no node on a newer Pacemaker, which notices by itself", async () => {
    expect(await check(NEW, ["rsha1", "rsha2", "rsha3"])).toEqual([]);
  });
});
