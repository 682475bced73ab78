import type { Lab } from "../../lab/cluster/lab";
import { describeOnGeneration, ensureCluster } from "../support/cluster";
import { cib, clusterStatus } from "../support/cluster-status";
import { FLAPPING, whileOthersWrite } from "../support/foreign";
import { clusterTraces, guideConfig, guideStack, traces } from "../support/guide";
import type { Declaration } from "../programs/declared";
import type { Hosts } from "../programs/hosts";
import { compiledProgram } from "../cli/compiled-program";
import { tried } from "../support/soak";
import { type Ended, counts, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const HEADING = "The newest Pacemaker";

describeOnGeneration("sid", "The newest Pacemaker (Debian sid)", (lab: Lab) => {
  const shell = async (script: string): Promise<string> => {
    const { stdout, stderr, exitCode } = await lab.exec("rsha1", ["sh", "-c", script]);
    if (exitCode !== 0) throw new Error(`${script} ended with ${exitCode}: ${stderr}`);
    return stdout;
  };
  /** Names that Pacemaker calls deprecated in this configuration. */
  const deprecated = async (): Promise<string[]> => {
    const { stdout, stderr } = await lab.exec("rsha1", ["crm_verify", "-LVV"]);
    return (stdout + stderr).split("\n").filter((line) => /deprecated|legacy|error/i.test(line));
  };

  describe("with the guide's whole stack, from bare nodes", () => {
    const expiry = (): Promise<string> => shell("getent shadow hacluster | cut -d: -f8");
    let stack: Stack;
    beforeAll(async () => {
      stack = await guideStack(lab);
    }, 60_000);
    afterAll(() => stack.discard());

    test("makes the cluster although the account hacluster has expired", async () => {
      expect(await expiry()).toBe("1\n");
      expect(failure(await stack.up())).toBe("");
      expect(await expiry()).toBe("\n");
      const { resources } = await clusterStatus(lab);
      const home = resources.ClusterIP;
      expect(resources).toEqual({
        ...{ vm_repository: home, ClusterIP: home, "tomcat-service": home },
        ping: ["rsha1", "rsha2"],
      });
    }, 240_000);

    test("finds no difference afterwards", async () => {
      const preview = await stack.preview("--refresh", "--expect-no-changes");
      expect(failure(preview)).toBe("");
    }, 60_000);

    test("causes no warning of Pacemaker", async () => {
      expect(await cib(lab, "//nvpair[@name='fencing-enabled']")).toContain('value="false"');
      expect(await deprecated()).toEqual([]);
    });

    test("changes one parameter, and nothing else", async () => {
      const facts = { ...lab.facts(), cidrNetmask: 25 };
      stack.configure({ config: guideConfig(facts, lab.connection()) });
      const up = await stack.up();
      expect({ said: failure(up), counts: counts(up) }).toEqual({
        said: "",
        counts: ["~ 1 updated", "8 unchanged"],
      });
      expect(await cib(lab, "//nvpair[@name='cidr_netmask']")).toContain('value="25"');
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    }, 120_000);

    test("takes a property under its other name for the same", async () => {
      await shell("pcs property set --force stonith-enabled=false fencing-enabled=");
      expect(await cib(lab, "//nvpair[contains(@name,'-enabled')]")).toContain("stonith-enabled");
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    }, 60_000);

    test("leaves bare nodes on destroy", async () => {
      expect(await traces(lab)).toContainEqual(expect.arrayContaining(clusterTraces));
      expect(failure(await stack.destroy())).toBe("");
      expect(await traces(lab)).toEqual([[], []]);
    }, 180_000);
  });

  describe("with scripts in /etc/init.d, which systemd 258 and later does not read", () => {
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
      await shell(`mount --bind ${directory} ${directory} && /etc/init.d/${service} start`);
      expect(failure(await up(false))).toBe("");
      expect((await lab.exec("rsha1", [`/etc/init.d/${service}`, "status"])).exitCode).toBe(3);
      await shell(`umount ${directory}`);
    }, 60_000);
  });

  describe("with a resource that flaps and with a foreign writer", () => {
    /** Patches of an `up`, and of a `destroy`: 100 together. Each takes two seconds beside a foreign writer. */
    const count = 50;
    const ids = Array.from({ length: count }, (_, i) => `ours-${i}`);
    const program: Declaration = Object.fromEntries(
      ids.map((name) => [
        name,
        { is: "Location", name, resource: "foreign", rule: { defined: name } },
      ]),
    );
    let stack: Stack;
    beforeAll(async () => {
      await ensureCluster(lab);
      await shell(FLAPPING);
      stack = await Stack.make(lab, { env: { PULUMI_PACEMAKER_LOG: "debug" } });
    }, 180_000);
    afterAll(() => stack.discard());

    /** Runs with one resource at a time, so that each is a patch of its own. Returns the number of patches. */
    async function patch(verb: "up" | "destroy"): Promise<{ patches: number; theirs: string[] }> {
      const authors = ["cibadmin", "status", "flapper"] as const;
      const { done, made } = await whileOthersWrite(lab, authors, () =>
        stack[verb]("--parallel", "1"),
      );
      expect(failure(done)).toBe("");
      expect(authors.filter((author) => (made[author] ?? []).length === 0)).toEqual([]);
      const patches = done.output.match(/transaction: epoch \d+ -> \d+/g) ?? [];
      return {
        patches: patches.length,
        theirs: made.cibadmin ?? [],
      };
    }

    test.each(["up", "destroy"] as const)(
      `commits ${count} patches of one %s, loses none and refuses none`,
      async (verb) => {
        stack.declare(program);
        const { patches, theirs } = await patch(verb);
        expect(patches).toBeGreaterThanOrEqual(count);
        const now = await cib(lab);
        const isThere = (id: string): boolean => now.includes(`id="${id}"`);
        const lost = [...theirs, ...(verb === "up" ? ids : [])].filter((id) => !isThere(id));
        const left = verb === "up" ? [] : ids.filter(isThere);
        tried(HEADING, {
          what: `patches of one ${verb} beside a flapping resource and a foreign writer`,
          times: patches,
          lost: lost.length + left.length,
        });
        expect({ lost, left }).toEqual({ lost: [], left: [] });
      },
      300_000,
    );
  });
});
