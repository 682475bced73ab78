import { inspectCmanNode } from "../../../sdk/host/commands/cman-commands";
import { FakeNode } from "../fakes";

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
