import { refuseMissingScript } from "../../sdk/cluster/init-scripts";
import { NodeUnusable, PreconditionFailed } from "../../sdk/errors";
import * as sessions from "../../sdk/host/ssh/session";

const OLD = " Supporting v3.0.7:  cman";
const NEW = " Supporting v3.16.2: systemd";
const address = {
  nodes: ["rsha1", "rsha2", "rsha3"].map((name) => ({ name, host: "192.0.2.1" })),
};

afterEach(() => jest.restoreAllMocks());

/** Looks for the script where some nodes lack it and some do not answer; returns the nodes that were asked. */
async function look(features: string, lacking: string[], dead: string[] = []): Promise<string[]> {
  const asked: string[] = [];
  const sessionOf = (node: string): sessions.Session => ({
    node,
    run: (argv) => {
      if (argv[0] === "pacemakerd")
        return Promise.resolve({ stdout: features, stderr: "", exitCode: 0 });
      expect(argv).toEqual(["test", "-f", "/etc/init.d/tomcat", "-a", "-x", "/etc/init.d/tomcat"]);
      asked.push(node);
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
  return asked;
}

test("a script that every node of an old Pacemaker has is looked for on every one", async () => {
  expect(await look(OLD, [])).toEqual(["rsha1", "rsha2", "rsha3"]);
});

test("a node that does not answer has not said that it lacks the script", async () => {
  expect(await look(OLD, [], ["rsha2"])).toEqual(["rsha1", "rsha3"]);
});

test("nodes that lack a script are named before anything is declared", async () => {
  await expect(look(OLD, ["rsha1", "rsha3"])).rejects.toEqual(
    new PreconditionFailed(
      "agent: /etc/init.d/tomcat does not exist or is not executable on rsha1 and rsha3; install it there first: " +
        "this Pacemaker would take it for a service that runs and cannot be stopped",
    ),
  );
});

test("a newer Pacemaker notices by itself", async () => {
  expect(await look(NEW, ["rsha1", "rsha2", "rsha3"])).toEqual([]);
});
