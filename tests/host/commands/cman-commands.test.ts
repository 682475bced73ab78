import { mkdirSync, readFileSync } from "node:fs";
import { CommandFailed } from "../../../sdk/errors";
import { inspectCmanNode, stageConf } from "../../../sdk/host/commands/cman-commands";
import type { Session } from "../../../sdk/host/ssh/session";
import { FakeNode } from "../fakes";
import { Temporary } from "../temporary";

describe("inspectCmanNode", () => {
  test("returns the output and exit code of each program separately", async () => {
    const node = new FakeNode({
      uname: "echo rsha1",
      service: 'echo "$1 said"; echo error >&2; [ "$1" = pacemaker ] || exit 1',
      cman_tool: 'echo "$*"; exit 3',
      fence_tool: "exit 1",
      chkconfig: 'echo "$2"',
      pidof: "exit 1",
    });
    const { outputOf } = await inspectCmanNode(node);
    node.close();
    expect({
      hostname: outputOf("hostname"),
      cman: outputOf("cman"),
      pacemaker: outputOf("pacemaker"),
      status: outputOf("status"),
      fence: outputOf("fence"),
      pacemakerBoot: outputOf("pacemakerBoot"),
      manager: outputOf("manager"),
    }).toEqual({
      hostname: { text: "rsha1\n", exitCode: 0 },
      cman: { text: "cman said\nerror\n", exitCode: 1 },
      pacemaker: { text: "pacemaker said\nerror\n", exitCode: 0 },
      status: { text: "status\n", exitCode: 3 },
      fence: { text: "", exitCode: 1 },
      pacemakerBoot: { text: "pacemaker\n", exitCode: 0 },
      manager: { text: "", exitCode: 1 },
    });
  });
});

describe("stageConf", () => {
  let files: Temporary;
  let node: FakeNode;
  beforeEach(() => {
    files = new Temporary();
    node = new FakeNode({ chown: "exit 0" });
  });
  afterEach(() => {
    node.close();
    files.remove();
  });

  /** The node, with its /etc/cluster in the temporary directory. */
  const session: Session = {
    node: "rsha1",
    run: (argv, options) =>
      node.run(
        argv.map((a) => a.replace(/^\/etc\/cluster/, files.directory)),
        options,
      ),
    close: () => undefined,
  };
  const stage = async (before?: string): Promise<string | undefined> => {
    const staged = await stageConf(session, "<new/>", before);
    return staged && readFileSync(staged.path, "utf8");
  };

  test("stages the text beside the file on which it is based, or beside none", async () => {
    expect([await stage("<old/>"), await stage()]).toEqual([undefined, "<new/>"]);
    files.write("cluster.conf", "<old/>");
    expect([await stage("<older/>"), await stage(), await stage("<old/>")]).toEqual([
      ...[undefined, undefined],
      "<new/>",
    ]);
  });

  test("stages nothing where the path is no file", async () => {
    mkdirSync(files.path("cluster.conf"));
    expect(await stage()).toBeUndefined();
  });

  test("throws if the file system hangs", async () => {
    const run: Session["run"] = (argv, options) =>
      options?.label?.startsWith("read ") === true
        ? Promise.reject(new CommandFailed("rsha1", ["read"], 124, ""))
        : session.run(argv, options);
    await expect(stageConf({ ...session, run }, "<new/>", undefined)).rejects.toMatchObject({
      name: "NodeUnusable",
      message: expect.stringMatching(
        /^rsha1: \/etc\/cluster\/cluster\.conf did not answer within 20 s; /,
      ) as string,
    });
  });
});
