import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  append,
  idOf,
  configurationOf,
  sectionOf,
  updateById,
  updateSection,
} from "../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";
import { waitUntil } from "../../lab/cluster/wait";
import { fixture } from "../../helpers";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { cib, epoch, clusterStatus } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { tried } from "../support/soak";
import { Stack } from "../cli/stack";

const all = readdirSync(join(checkout, "tests/fixtures/cib"))
  .map((file) => /^guide-pcs-(.*)\.xml$/.exec(file)?.[1])
  .filter((version) => version !== undefined);
/** All recorded generations of pcs, the oldest first. existing-cluster.test.ts uses the pcs of the lab. */
const generations = [...new Set(["0.9.90", ...all])];

const services = ["vm_repository", "ClusterIP", "tomcat-service"];

describeLive("Adopting a cluster that the guide's commands have built", (lab: Lab) => {
  let stack: Stack;
  let nothing: string;
  let wrong = 0;

  /** Output of pcs with the lab's devices: a bind mount for NFS, and the addresses of the lab. */
  function golden(version: string): string {
    const { repository, floatingIp, gateway } = lab.facts();
    const values = [
      ["10.60.1.72:/opt/vm_repository", repository.device],
      ["nfs", repository.fstype],
      ["defaults", repository.options],
      ["10.60.13.58", floatingIp],
      ["10.60.13.1", gateway],
    ];
    return values.reduce(
      (text, [theirs = "", ours = ""]) => text.replace(`value="${theirs}"`, `value="${ours}"`),
      fixture(`cib/guide-pcs-${version}.xml`),
    );
  }

  /** Puts the guide's sections into the cluster. Keeps what the cluster writes about itself (name, version of the DC). */
  async function load(version: string): Promise<void> {
    const theirs = parseXml(golden(version));
    const now = parseXml(await cib(lab, "/cib"));
    const [set] = sectionOf(theirs, "crm_config").children;
    const withOptions = updateById(now, "cib-bootstrap-options", (e) => {
      const ids = e.children.map(idOf);
      return append(e, ...(set?.children ?? []).filter((c) => !ids.includes(idOf(c))));
    });
    const wanted = ["rsc_defaults", "resources", "constraints"].reduce(
      (tree, name) => updateSection(tree, name, () => sectionOf(theirs, name)),
      withOptions,
    );
    const argv = ["cibadmin", "--replace", "--scope", "configuration", "--xml-pipe"];
    const stdin = writeXml(configurationOf(wanted));
    const { exitCode, stderr } = await lab.exec(nodeNames[0], argv, { stdin });
    if (exitCode !== 0) throw new Error(`${argv.join(" ")}: ${stderr}`);
    await waitUntil("the services run", 60, async () => {
      const { resources } = await clusterStatus(lab);
      return [...services, "ping"].every((name) => (resources[name] ?? []).length > 0);
    });
    await quiet(lab);
  }

  const declared = (): Declaration => {
    const { repository, floatingIp, cidrNetmask, gateway, service } = lab.facts();
    const taken = { adopt: true, startWithGroup: true } as const;
    return {
      options: {
        is: "Properties",
        adopt: true,
        stonithEnabled: false,
        noQuorumPolicy: "ignore",
        resourceDefaults: { resourceStickiness: 100 },
      },
      vm_repository: { is: "Filesystem", ...taken, ...repository },
      ClusterIP: { is: "IpAddr2", ...taken, ip: floatingIp, cidrNetmask },
      "tomcat-service": { is: "Lsb", ...taken, service },
      abiquo_rs: { is: "Group", adopt: true, members: services.map((name) => `@${name}`) },
      ping: { is: "Ping", adopt: true, hostList: [gateway], timeout: 5, attempts: 3 },
      "with-ping": { is: "Colocation", adopt: true, resource: "@abiquo_rs", with: "@ping" },
    };
  };

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    nothing = await stack.exported();
    stack.declare(declared());
  }, 180_000);
  afterAll(async () => {
    tried("Drift and ownership", {
      what: "first up over a cluster that a generation of pcs built, then an empty preview",
      times: generations.length,
      lost: wrong,
    });
    await stack.remove();
  }, 120_000);

  test.each(generations)(
    "changes and restarts nothing, and leaves nothing to do: pcs %s",
    async (version) => {
      wrong += 1;
      await stack.import(nothing);
      await load(version);
      const [before, version0] = [await mark(lab), await epoch(lab)];
      const { exitCode, output } = await stack.up();
      expect({ exitCode, output: exitCode === 0 ? "" : output }).toEqual({
        exitCode: 0,
        output: "",
      });
      const preview = await stack.preview("--refresh", "--expect-no-changes");
      expect(preview.exitCode).toBe(0);
      const operations = changing(await operationsSince(lab, before)).map(shown);
      expect({ operations, epoch: await epoch(lab) }).toEqual({ operations: [], epoch: version0 });
      const ids = Object.entries(await stack.ids());
      expect(Object.fromEntries(ids.filter(([name, id]) => name !== id))).toEqual({
        options: "properties/options",
        ping: "ping-clone",
        "with-ping": "colocation-abiquo_rs-ping-clone-INFINITY",
      });
      wrong -= 1;
    },
    150_000,
  );
});
