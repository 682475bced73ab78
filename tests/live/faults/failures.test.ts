import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { inNames, ownReason } from "../support/distribution";
import { clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { matrixTest, soakTest, soaking, tried } from "../support/soak";
import { type Ended, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy" } as const;
const NODES = ["rsha1", "rsha2"] as const;

/** Services that hang at their start, or always say that they run; an agent that one node has, and one that may break. */
const prepare = `
printf '#!/bin/sh\\ncase $1 in start) sleep 5; touch /run/hangs;; stop) rm -f /run/hangs;; status) test -e /run/hangs || exit 3;; esac\\n' >/etc/init.d/hangs
printf '#!/bin/sh\\nexit 0\\n' >/etc/init.d/liar
chmod +x /etc/init.d/hangs /etc/init.d/liar
mkdir -p /usr/lib/ocf/resource.d/live
cd /usr/lib/ocf/resource.d/live
cp ../pacemaker/Dummy here
sed 's/^dummy_start() {/&\\n [ -e \\/run\\/live-broken ] \\&\\& return 1/' ../pacemaker/Dummy >fragile
chmod +x fragile
`;
const undo =
  "rm -rf /etc/init.d/hangs /etc/init.d/liar /usr/lib/ocf/resource.d/live /run/live-broken";
/** What the second run finds corrected on the nodes. */
const repair = `
printf '#!/bin/sh\\ncase $1 in start) touch /run/liar;; stop) rm -f /run/liar;; status) test -e /run/liar || exit 3;; esac\\n' >/etc/init.d/liar
`;

const look = (name: string, nodes = "rsha1 or rsha2"): string =>
  `run on ${nodes}: crm_resource --force-check -r ${name}, and look at journalctl -u pacemaker`;

/** What the user reads of each resource; what the stack says in a fixed order. */
const told = (ended: Ended): object => {
  const { "live-live": said, ...errors } = diagnostics(ended);
  const noise = / waiting for | started on |^error: update failed$/;
  return { errors, said: (said ?? []).filter((l) => !noise.test(l)).sort() };
};

const failure = (...lines: string[]): string[] => [
  `error: ${lines.length} error${lines.length === 1 ? "" : "s"} occurred:`,
  ...lines.map((l) => `* ${l}`),
];

describeLive("Failures of resources", (lab: Lab) => {
  let stack: Stack;
  const onEach = async (script: string): Promise<void> => {
    for (const node of NODES) await lab.exec(node, ["sh", "-c", script]);
  };
  const pcs = async (...argv: string[]): Promise<void> => {
    await lab.exec("rsha1", ["pcs", ...argv]);
    await quiet(lab);
  };

  beforeAll(async () => {
    await ensureCluster(lab);
    await onEach(prepare);
    await lab.exec("rsha1", [
      "crm_attribute",
      "--delete",
      "--name",
      await inNames(lab, "stonith-enabled"),
    ]);
    await lab.exec("rsha2", ["rm", "/usr/lib/ocf/resource.d/live/here"]);
    stack = await Stack.make(lab);
  }, 180_000);
  afterAll(async () => {
    await stack.remove();
    await onEach(undo);
  }, 90_000);

  const { service, repository, gateway, floatingIp } = lab.facts();
  const options: Declaration[string] = { is: "Properties", stonithEnabled: false };
  const home = (resource: string): Declaration[string] => ({
    is: "Location",
    resource: `@${resource}`,
    node: "rsha1",
  });
  const apart: Declaration = {
    options,
    leader: dummy,
    follower: dummy,
    "leader-home": home("leader"),
    apart: {
      is: "Colocation",
      name: "apart",
      resource: "@follower",
      with: "@leader",
      score: "-INFINITY",
    },
  };
  const failing: Declaration = {
    // its script wants the repository to be mounted
    tomcat: { is: "Lsb", service },
    device: { is: "Filesystem", device: "/dev/nosuch", directory: "/mnt", fstype: "ext4" },
    hangs: { is: "Lsb", service: "hangs", operations: [{ name: "start", timeout: "3s" }] },
    liar: { is: "Lsb", service: "liar" },
    absent: { ...dummy, agent: "ocf:live:nowhere" },
    here: { ...dummy, agent: "ocf:live:here" },
    taken: {
      is: "Primitive",
      agent: "ocf:heartbeat:IPaddr2",
      parameters: { ip: gateway, cidr_netmask: 24, run_arping: true },
    },
    ...apart,
    together: { is: "Colocation", resource: "@follower", with: "@leader" },
  };
  const nowhere = failure(
    "follower: not started: no node may run it: apart keeps it apart from leader, which runs on rsha1; " +
      "colocation-follower-leader-INFINITY wants it with leader, which runs on rsha1; change one of these constraints (crm_simulate -sL shows the scores)",
  );

  test("start nothing while fencing is on without a device", async () => {
    const enabled = await inNames(lab, "stonith-enabled");
    stack.declare({ lonely: dummy });
    expect(told(await stack.up())).toEqual({
      errors: {
        lonely: failure(
          `lonely: not started: ${enabled} is true (the default) and there is no fence device, so Pacemaker starts nothing; ` +
            "declare a stonith: resource, or stonithEnabled: false in PacemakerProperties",
        ),
      },
      said: [],
    });
  }, 90_000);

  test("are reported with resource, operation, node, code, reason and a command to find out more", async () => {
    stack.declare(apart);
    expect((await stack.up()).exitCode).toBe(0);
    stack.declare(failing);
    const seen = JSON.stringify(told(await stack.up("--continue-on-error")));
    expect(JSON.parse(seen.replace(/on rsha[12], where/, "on NODE, where"))).toEqual({
      errors: {
        tomcat: failure(`tomcat: start on rsha1 and rsha2 failed: error (1); ${look("tomcat")}`),
        device: failure(
          "device: start on rsha1 and rsha2 failed: not installed (5): Couldn't find device [/dev/nosuch]. Expected /dev/??? to exist; " +
            look("device"),
        ),
        hangs: failure(
          `hangs: start on rsha1 and rsha2 failed: timed out${ownReason(lab, ": Resource agent did not complete within 3s")}; ` +
            `give the start operation a longer timeout, or find out why it hangs; ${look("hangs")}`,
        ),
        liar: failure(
          "liar: probe on rsha1 and rsha2 returned ok (0) before the cluster had started it, and on NODE, where it is stopped, " +
            "it still does, so Pacemaker believes that it runs everywhere; the script breaks the LSB rules: the status of a " +
            "stopped service has to exit with 3; correct /etc/init.d/liar on every node",
        ),
        absent: [
          "error: agent: the cluster does not know the agent ocf:live:nowhere; install it on every node, or correct the name " +
            "(crm_resource --list-agents ocf:live on a node shows what is there)",
        ],
        taken: failure(
          `taken: start on rsha1 and rsha2 failed: error (1): Failed to add ${gateway}; ` +
            `see whether another machine has the address (arping -D); ${look("taken")}`,
        ),
        together: nowhere,
      },
      said: [
        "liar: probe on rsha1 and rsha2 found liar running before the cluster had started it; make sure that it matches the " +
          "declared resource, and that only the cluster starts it",
        "warning: here runs on rsha1, and cannot move to rsha2, where it has failed: here: probe on rsha2 failed: not " +
          `installed (5)${ownReason(lab, ": here: No such file or directory")}; install the agent, or what it needs, on rsha2, or correct the ` +
          "resource's agent; after the repair: crm_resource --cleanup -r here",
      ],
    });
    tried("Explaining failure", {
      what: "declared what the cluster cannot do: not told in the words that are wanted",
      times: Object.keys((JSON.parse(seen) as { errors: object }).errors).length,
      lost: 0,
    });
  }, 120_000);

  const mounted: Declaration[string] = {
    is: "Filesystem",
    ...repository,
    directory: "/mnt",
    // a busy one is given up after six attempts
    forceUnmount: "no",
    parameters: { fast_stop: "yes" },
  };
  const working: Declaration = {
    options,
    device: mounted,
    hangs: { is: "Lsb", service: "hangs", operations: [{ name: "start", timeout: "30s" }] },
    liar: { is: "Lsb", service: "liar" },
    here: { ...dummy, agent: "ocf:live:here" },
    leader: dummy,
    follower: dummy,
    "leader-home": home("leader"),
    together: { is: "Colocation", resource: "@follower", with: "@leader" },
  };

  test("are in the state, and the next up repairs or removes the resource", async () => {
    await onEach(repair);
    expect(Object.keys(await stack.ids()).sort()).toEqual(
      Object.keys(failing)
        .filter((name) => name !== "absent")
        .sort(),
    );
    // A refresh makes the engine forget that they failed.
    const drift = await stack.preview("--refresh", "--expect-no-changes");
    const planned = [...drift.output.matchAll(/^ . {2}\S+ (\S+) (update|create) *$/gm)];
    expect(planned.map(([, name, step]) => `${name} ${step}`).sort()).toEqual([
      "absent create",
      ...["device", "hangs", "liar", "taken", "together", "tomcat"].map((name) => `${name} update`),
    ]);
    expect(drift.exitCode).not.toBe(0);
    stack.declare(working);
    const up = await stack.up();
    expect({ exitCode: up.exitCode, output: up.exitCode === 0 ? "" : up.output }).toEqual({
      exitCode: 0,
      output: "",
    });
    await quiet(lab);
    const { resources } = await clusterStatus(lab);
    expect(Object.entries(resources).filter(([, nodes]) => nodes.length !== 1)).toEqual([]);
  }, 150_000);

  soakTest?.(
    "to stop keep the resource defined and in the state until a run after the repair",
    async () => {
      const { device: places } = (await clusterStatus(lab)).resources;
      const [node = "rsha1"] = places as ("rsha1" | "rsha2")[];
      await lab.exec(node, ["sh", "-c", "cd /mnt && setsid sleep 987 >/dev/null 2>&1 &"]);
      const { device, ...others } = working;
      stack.declare(others);
      const why =
        `device: stop on ${node} failed: error (1): Couldn't unmount /mnt, giving up!; ${look("device", node)}; ` +
        "its definition stays in the cluster; after the repair run again";
      // Pulumi repeats an error of a deletion under the stack.
      expect(told(await stack.up())).toEqual({
        errors: { device: [`error: ${why}`] },
        said: [`Error: ${why}:`],
      });
      expect(Object.keys(await stack.ids())).toContain("device");
      await lab.exec(node, ["pkill", "-f", "sleep 987"]);
      const again = await stack.up();
      expect({ exitCode: again.exitCode, ids: Object.keys(await stack.ids()).sort() }).toEqual({
        exitCode: 0,
        ids: Object.keys(others).sort(),
      });
      expect((await clusterStatus(lab)).resources).not.toHaveProperty("device");
      expect((await lab.exec(node, ["mountpoint", "-q", "/mnt"])).exitCode).not.toBe(0);
    },
    150_000,
  );

  soakTest?.(
    "after an update name the later members of the group until they run again",
    async () => {
      const group = (cidrNetmask: number): Declaration => ({
        options,
        front: { is: "IpAddr2", ip: floatingIp, cidrNetmask, startWithGroup: true },
        fragile: { ...dummy, agent: "ocf:live:fragile", startWithGroup: true },
        last: { ...dummy, startWithGroup: true },
        g: { is: "Group", members: ["@front", "@fragile", "@last"] },
      });
      stack.declare(group(24));
      expect(told(await stack.up())).toEqual({ errors: {}, said: [] });
      await onEach("touch /run/live-broken");
      stack.declare(group(25));
      expect(told(await stack.up())).toEqual({
        errors: {
          front: failure(
            `fragile: start on rsha1 and rsha2 failed: error (1); ${look("fragile")}; ` +
              "it comes after front in the group g, so the change of front restarts it",
          ),
        },
        said: [],
      });
      await onEach("rm /run/live-broken");
      expect((await stack.up()).exitCode).toBe(0);
      const { resources } = await clusterStatus(lab);
      expect(Object.values(resources).map((nodes) => nodes.length)).toEqual([1, 1, 1]);
    },
    150_000,
  );

  matrixTest?.(
    "do not include resources that are stopped on purpose; a line reports them",
    async () => {
      const at = (fake: string): Declaration => {
        const each = { ...dummy, parameters: { fake } };
        return {
          options,
          a: each,
          b: each,
          m1: { ...each, startWithGroup: true },
          m2: { ...each, startWithGroup: true },
          g: { is: "Group", members: ["@m1", "@m2"] },
          together: { is: "Colocation", resource: "@b", with: "@a" },
        };
      };
      const upAt = async (fake: string, more: Declaration = {}): Promise<object> => {
        stack.declare({ ...at(fake), ...more });
        const up = await stack.up();
        return { exitCode: up.exitCode, ...told(up) };
      };
      const success = (...said: string[]): object => ({ exitCode: 0, errors: {}, said });
      expect(await upAt("1")).toEqual(success());
      await pcs("resource", "disable", "a", "m1");
      expect(
        await upAt("2", { beside: { ...home("b"), score: 1 } as Declaration[string] }),
      ).toEqual(
        success(
          "warning: a stays stopped: a is disabled (target-role=Stopped)",
          "warning: b stays stopped: it runs only with a, and a is disabled (target-role=Stopped)",
          "warning: location-b-rsha1-1: b does not run: it runs only with a, and a is disabled (target-role=Stopped)",
          "warning: m1 stays stopped: m1 is disabled (target-role=Stopped)",
          "warning: m2 stays stopped: it stands in the group g behind m1, and m1 is disabled (target-role=Stopped)",
        ),
      );
      await pcs("resource", "enable", "a", "m1");
      if (!soaking) return;
      await pcs("property", "set", "maintenance-mode=true");
      expect(await upAt("2", { idle: dummy })).toEqual(
        success("warning: idle stays stopped: the cluster is in maintenance mode"),
      );
      await pcs("property", "set", "maintenance-mode=false");
      await pcs("node", "standby", "rsha1", "rsha2");
      const asleep = (name: string): string =>
        `warning: ${name} stays stopped: every node is in standby or offline`;
      expect(await upAt("3")).toEqual(success(...["a", "b", "m1", "m2"].map(asleep)));
      await pcs("node", "unstandby", "rsha1", "rsha2");
    },
    150_000,
  );
});
