import { clusterAt } from "../../sdk/cluster/cluster";
import { CommandFailed, SchedulerFailed } from "../../sdk/errors";
import * as sessions from "../../sdk/host/ssh/session";

afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

describe("Cluster", () => {
  test("reads the CIB again after a long wait, and not the one that was read meanwhile", async () => {
    let epoch = 5;
    const stdout = (): string => `<cib admin_epoch="0" epoch="${epoch}" have-quorum="1"/>`;
    jest.spyOn(sessions, "openSession").mockResolvedValue({
      node: "rsha1",
      run: () => Promise.resolve({ stdout: stdout(), stderr: "", exitCode: 0 }),
      close: () => undefined,
    });
    jest.useFakeTimers({ now: 0 });
    const cluster = clusterAt({ nodes: [{ name: "rsha1", host: "192.0.2.1" }] });
    const seen = [await cluster.read()];
    jest.setSystemTime(3_000);
    epoch = 6; // by another writer
    seen.push(await cluster.read());
    jest.setSystemTime(60_000);
    epoch = 7;
    const later = await cluster.readAfterForeignWriters(500);
    expect([...seen, later].map((cib) => cib?.attributes.epoch)).toEqual(["5", "6", "7"]);
  });

  test("names a node that hangs once", async () => {
    jest.spyOn(sessions, "openSession").mockImplementation(({ name }) =>
      Promise.resolve({
        node: name,
        run: () => Promise.reject(new CommandFailed(name, ["cibadmin"], 124, "it was stopped")),
        close: () => undefined,
      }),
    );
    const cluster = clusterAt({ nodes: [{ name: "hung" }] });
    await expect(cluster.onAnyNode((session) => session.run(["cibadmin"]))).rejects.toThrow(
      /^no node of the cluster can be used:\n {2}- hung: cibadmin: it was stopped; run it there by hand to see what hangs$/,
    );
  });

  test("skips a node with a full disk, and reports it once", async () => {
    jest.spyOn(sessions, "openSession").mockImplementation(({ name }) =>
      Promise.resolve({
        node: name,
        run: () => Promise.reject(new Error()),
        close: () => undefined,
      }),
    );
    const log = jest.spyOn(console, "log").mockReturnValue(undefined);
    const cluster = clusterAt({ nodes: [{ name: "full" }, { name: "well" }] });
    const work = ({ node }: sessions.Session): Promise<string> =>
      node === "full"
        ? Promise.reject(new SchedulerFailed(node, "full disk"))
        : Promise.resolve(node);
    expect([await cluster.onAnyNode(work), await cluster.onAnyNode(work)]).toEqual([
      "well",
      "well",
    ]);
    expect(log.mock.calls).toEqual([["full: full disk"]]);
  });
});
