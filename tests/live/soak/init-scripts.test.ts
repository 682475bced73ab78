import type { Lab } from "../../lab/cluster/lab";
import { describeOnGeneration, ensureCluster } from "../support/cluster";
import type { Hosts } from "../programs/hosts";
import { compiledProgram } from "../cli/compiled-program";
import { on } from "../support/shell";
import { type Ended, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

describeOnGeneration(
  "sid",
  "A script in /etc/init.d, which systemd 258 and later does not read",
  (lab: Lab) => {
    const service = "abiquo-tomcat";
    let stack: Stack;
    const up = (boot: boolean): Promise<Ended> => {
      const resources: Hosts = { service: { is: "HostService", service, boot } };
      stack.write({ "hosts.json": JSON.stringify({ cluster: lab.connection(), resources }) });
      return stack.up();
    };
    beforeAll(async () => {
      await ensureCluster(lab);
      stack = await Stack.make(lab, { files: compiledProgram("hosts") });
    }, 180_000);
    afterAll(() => stack.remove(), 60_000);

    test("refuses to start one at boot", async () => {
      const ended = await up(true);
      expect(ended.exitCode).not.toBe(0);
      expect(diagnostics(ended).service?.join("\n")).toContain(
        `rsha1: boot: ${service} is only a script, /etc/init.d/${service}, which the systemd of this node does not read`,
      );
    }, 60_000);

    test("stops one that runs outside of Pacemaker", async () => {
      const directory = "/opt/vm_repository";
      await on(
        lab,
        "rsha1",
        `mount --bind ${directory} ${directory} && /etc/init.d/${service} start`,
      );
      expect(failure(await up(false))).toBe("");
      expect((await lab.exec("rsha1", [`/etc/init.d/${service}`, "status"])).exitCode).toBe(3);
      await on(lab, "rsha1", `umount ${directory}`);
    }, 60_000);
  },
);
