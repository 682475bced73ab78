import type { Lab } from "../lab/lab";
import { describeLive, ensureCluster, quiet } from "./cluster";
import { picture } from "./picture";
import type { Declaration } from "./programs/declared";
import { Stack, diagnostics } from "./stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;

/** A service that hangs when it starts, and an agent that only one node has. */
const prepare = `
printf '#!/bin/sh\\ncase $1 in start) sleep 5; touch /run/hangs;; stop) rm -f /run/hangs;; status) test -e /run/hangs || exit 3;; esac\\n' >/etc/init.d/hangs
chmod +x /etc/init.d/hangs
mkdir -p /usr/lib/ocf/resource.d/live
cp /usr/lib/ocf/resource.d/pacemaker/Dummy /usr/lib/ocf/resource.d/live/here
`;
const undo = "rm -rf /etc/init.d/hangs /usr/lib/ocf/resource.d/live";

describeLive("a cluster that cannot do what is declared", (lab: Lab) => {
  let stack: Stack;

  beforeAll(async () => {
    await ensureCluster(lab);
    for (const node of ["rsha1", "rsha2"] as const) await lab.exec(node, ["sh", "-c", prepare]);
    await lab.exec("rsha2", ["rm", "/usr/lib/ocf/resource.d/live/here"]);
    stack = await Stack.make(lab);
  }, 180_000);
  afterAll(async () => {
    await stack.remove();
    for (const node of ["rsha1", "rsha2"] as const) await lab.exec(node, ["sh", "-c", undo]);
  }, 90_000);

  const { service, repository } = lab.facts();
  const options: Declaration[string] = { is: "Properties", stonithEnabled: false };
  const broken: Declaration = {
    options,
    // its script wants the repository to be mounted
    tomcat: { is: "Lsb", service },
    device: {
      is: "Filesystem",
      device: "/dev/nosuch",
      directory: "/mnt",
      fstype: "ext4",
    },
    hangs: {
      is: "Lsb",
      service: "hangs",
      operations: [{ name: "start", timeout: "3s" }],
    },
    absent: { ...dummy, agent: "ocf:live:here" },
  };

  test("each failure is told with resource, operation, node, code and reason, and the way to look further", async () => {
    await lab.exec("rsha1", ["pcs", "node", "standby", "rsha1"]);
    stack.declare(broken);
    const up = await stack.up("--continue-on-error");
    expect(up.exitCode).not.toBe(0);
    const { tomcat, device, hangs, absent } = diagnostics(up);
    const look = (name: string): string =>
      `run on rsha2: crm_resource --force-check -r ${name}, and look at journalctl -u pacemaker`;
    expect({ tomcat, device, hangs, absent }).toEqual({
      tomcat: [
        "error: 1 error occurred:",
        `* tomcat: start on rsha2 failed: error (1); ${look("tomcat")}`,
      ],
      device: [
        "error: 1 error occurred:",
        `* device: start on rsha2 failed: not installed (5): Couldn't find device [/dev/nosuch]. Expected /dev/??? to exist; ${look("device")}`,
      ],
      hangs: [
        "error: 1 error occurred:",
        `* hangs: start on rsha2 failed: timed out: Resource agent did not complete within 3s; give the start operation a longer timeout, or find out why it hangs; ${look("hangs")}`,
      ],
      absent: [
        "error: 1 error occurred:",
        "* absent: probe on rsha2 failed: not installed (5): here: No such file or directory; install the agent on that node, or correct the resource's agent",
      ],
    });
  }, 90_000);

  test("what failed is in the state, and the next up repairs it or removes it", async () => {
    await lab.exec("rsha1", ["pcs", "node", "unstandby", "rsha1"]);
    expect(await stack.ids()).toEqual({
      options: "properties/options",
      tomcat: "tomcat",
      device: "device",
      hangs: "hangs",
      absent: "absent",
    });
    stack.declare({
      options,
      device: { is: "Filesystem", ...repository, directory: "/mnt" },
      absent: { ...dummy, agent: "ocf:live:here" },
      hangs: { is: "Lsb", service: "hangs", operations: [{ name: "start", timeout: "30s" }] },
    });
    const up = await stack.up();
    expect({ exitCode: up.exitCode, output: up.exitCode === 0 ? "" : up.output }).toEqual({
      exitCode: 0,
      output: "",
    });
    const { resources } = await picture(lab);
    expect(Object.entries(resources).filter(([, nodes]) => nodes.length !== 1)).toEqual([]);
  }, 150_000);

  test("what an operator has disabled is success, with a line that says so", async () => {
    stack.declare({
      options,
      a: dummy,
      b: dummy,
      together: { is: "Colocation", resource: "@b", with: "@a" },
    });
    expect((await stack.up()).exitCode).toBe(0);
    await lab.exec("rsha1", ["pcs", "resource", "disable", "a"]);
    await quiet(lab);
    const changed = { ...dummy, parameters: { fake: "changed" } };
    stack.declare({
      options,
      a: changed,
      b: changed,
      together: { is: "Colocation", resource: "@b", with: "@a" },
    });
    const up = await stack.up();
    expect({
      exitCode: up.exitCode,
      said: { "live-live": diagnostics(up)["live-live"]?.sort() },
    }).toEqual({
      exitCode: 0,
      said: {
        "live-live": [
          "a: a stays stopped: a is disabled (target-role=Stopped)",
          "b: b stays stopped: it runs only with a, and a is disabled (target-role=Stopped)",
        ],
      },
    });
  }, 90_000);
});
