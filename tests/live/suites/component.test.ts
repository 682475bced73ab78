import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeName } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { checkout } from "../../lab/paths";
import { waitUntil } from "../../lab/cluster/wait";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { registerScript } from "../support/distribution";
import { changing, mark, operationsSince, shown } from "../support/operations";
import { clusterStatus } from "../support/cluster-status";
import { on, onBoth } from "../support/shell";
import { soakTest, tried } from "../support/soak";
import { counts, diagnostics, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const example = readFileSync(join(checkout, "examples/abiquo-component/index.ts"), "utf8");
const program = `${example}export const { constraints, group, pingClone } = abiquo;\n`;
const PREFERRED =
  'gateway lost for the active node, with gatewayPolicy "prefer" → all run on the other one';
const services = ["vm_repository", "ClusterIP", "tomcat-service"];

/** The file as the application's package installs it. */
const BEFORE = `# Abiquo
[remote-services]
abiquo.appliancemanager.localRepositoryPath = /opt/vm_repository
abiquo.rabbitmq.host = 127.0.0.1
`;
const AFTER = `${BEFORE.replace("127.0.0.1", "10.60.13.28")}abiquo.datacenter.id = rsha
abiquo.rabbitmq.password = guest`;

/** The same program with another name and the usual Pulumi resource options. */
const OPTIONS = `Services("remote", {$1
  names: { group: "abiquo_rs" },
}, {
  aliases: [{ name: "abiquo_rs" }],
  protect: true,
  transforms: [({ type, props, opts }) => type.endsWith(":ResourceGroup") ? { props: { ...props, waitTimeout: "300s" }, opts } : undefined],
});`;

/** The same program with the gateway policy "prefer", and a second address after the Tomcat. */
const PREFER = (second: string): string =>
  program
    .replace(
      "const abiquo",
      `const second = new IpAddr2Resource("second", { cluster, ip: "${second}", cidrNetmask: 24, startWithGroup: true });\nconst abiquo`,
    )
    .replace("  properties: {", '  gatewayPolicy: "prefer",\n  after: [second],\n  properties: {')
    .replace("  CorosyncCluster,", "  CorosyncCluster,\n  IpAddr2Resource,");

interface Step {
  readonly urn: string;
  readonly op: string;
  readonly detailedDiff?: object;
  readonly newState: { readonly protect?: boolean };
}

/** The outputs of the program. */
const outputs = (state: string): unknown => {
  const { deployment } = JSON.parse(state) as {
    deployment: { resources: { type: string; outputs: unknown }[] };
  };
  return deployment.resources.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs;
};

describeLive("AbiquoRemoteServices on a cluster that pcs has made", (lab: Lab) => {
  let stack: Stack;
  let home: NodeName;
  const boot = "systemctl is-enabled abiquo-tomcat 2>/dev/null || true";
  const file = "cat /opt/abiquo/config/abiquo.properties";

  const isAt = async (): Promise<NodeName | undefined> => {
    const { resources } = await clusterStatus(lab, "rsha2");
    const places = services.map((name) => resources[name]?.join());
    const [one] = places;
    return one !== "" && places.every((place) => place === one) ? (one as NodeName) : undefined;
  };

  const configuration = (more: object = {}) => {
    const { floatingIp, cidrNetmask, gateway, repository } = lab.facts();
    return {
      cluster: lab.connection(),
      floatingIp: `${floatingIp}/${cidrNetmask}`,
      gateway,
      repository,
      datacenter: "rsha",
      rabbitHost: "10.60.13.28",
      rabbitPassword: "guest",
      ...more,
    };
  };

  beforeAll(async () => {
    await ensureCluster(lab);
    await onBoth(
      lab,
      `mkdir -p /opt/abiquo/config; printf '%s' '${BEFORE}' > /opt/abiquo/config/abiquo.properties
       ${registerScript("abiquo-tomcat")}
       systemctl enable abiquo-tomcat`,
    );
    stack = await Stack.make(lab, { files: { "index.ts": program }, config: configuration() });
  }, 180_000);
  afterAll(async () => {
    await lab.fault("gateway-back");
    stack.discard();
    await onBoth(lab, "rm -rf /opt/abiquo");
  }, 60_000);

  test("reports all problems of the nodes in one error, before it creates a service", async () => {
    const { floatingIp, gateway } = lab.facts();
    const itself = gateway.replace(/\.1$/, ".57");
    const ping = "/usr/lib/ocf/resource.d/pacemaker/ping";
    const date = "/usr/local/bin/date";
    await on(
      lab,
      "rsha1",
      `cp /etc/fstab /etc/init.d/abiquo-tomcat /root
       sed -i 's/return 3/return 4/' /etc/init.d/abiquo-tomcat
       echo "10.60.1.72:/opt/vm_repository /opt/vm_repository nfs defaults 0 0" >> /etc/fstab`,
    );
    await on(
      lab,
      "rsha2",
      `ip addr add ${floatingIp}/32 dev lo
       chmod -x ${ping}
       printf '#!/bin/sh\nexec /bin/date -d "+5 seconds" "$@"\n' > ${date}
       chmod +x ${date}`,
    );
    stack.configure({ config: configuration({ gateway: itself }) });
    const up = await stack.up();
    await on(lab, "rsha1", "mv /root/fstab /etc; mv /root/abiquo-tomcat /etc/init.d");
    await on(lab, "rsha2", `ip addr del ${floatingIp}/32 dev lo; chmod +x ${ping}; rm ${date}`);
    stack.configure({ config: configuration() });
    expect(diagnostics(up)["abiquo_rs-preflight"]).toEqual([
      expect.stringMatching(
        /^error: rsha2: its clock is [45]\.\d s ahead of that of rsha1; let all/,
      ),
      `rsha1: the gateway ${itself} is this node itself, which answers even when it has lost the network; ping a host that is not a node of the cluster`,
      "rsha1: /etc/fstab mounts /opt/vm_repository at boot, but the cluster has to mount it, on one node only; add noauto to the options of its line, or remove the line",
      "rsha1: /etc/init.d/abiquo-tomcat breaks the LSB rules: status of the stopped service exits with 4 instead of 3, so Pacemaker would be wrong about where it runs. Correct the script",
      `rsha2: ${floatingIp} is already an address of lo, and the cluster has not set it; remove it (ip addr del ${floatingIp}/32 dev lo), also from the node's network configuration, or declare another address`,
      "rsha2: the agent ocf:pacemaker:ping is missing; install the package that contains it (resource-agents, or pacemaker for ocf:pacemaker:…)",
    ]);
    expect(Object.keys(await stack.ids())).toEqual(["abiquo_rs", "pacemaker1"]);
    expect(await onBoth(lab, boot)).toEqual(["enabled", "enabled"]);
    expect(await onBoth(lab, file)).toEqual([BEFORE, BEFORE].map((text) => text.trim()));
  }, 240_000);

  test("creates the guide's configuration, starts the services once and in order, and prepares the hosts", async () => {
    const before = await mark(lab);
    const up = await stack.up();
    expect(failure(up)).toBe("");
    home = (await isAt()) ?? "rsha1";
    expect(await clusterStatus(lab)).toEqual({
      online: ["rsha1", "rsha2"],
      resources: {
        ...Object.fromEntries(services.map((name) => [name, [home]])),
        ping: ["rsha1", "rsha2"],
      },
      compounds: { abiquo_rs: services, "ping-clone": ["ping"] },
    });
    const started = changing(await operationsSince(lab, before)).map(shown);
    expect(started.filter((line) => !line.includes(" ping "))).toEqual(
      services.map((name) => `start ${name} on ${home}: ok`),
    );
    expect(await onBoth(lab, boot)).toEqual(["disabled", "disabled"]);
    expect(await onBoth(lab, file)).toEqual([AFTER, AFTER]);
    const warned = diagnostics(up)["abiquo_rs"] ?? [];
    expect(warned).toEqual([expect.stringMatching(/^warning: abiquo_rs: fencing is off/)]);
    expect(outputs(await stack.exported())).toEqual({
      activeAddress: lab.facts().floatingIp,
      group: "abiquo_rs",
      pingClone: "ping-clone",
      constraints: ["colocation-abiquo_rs-ping-clone-INFINITY", "location-abiquo_rs"],
    });
  }, 240_000);

  soakTest?.(
    "has nothing to do in a second up",
    async () => {
      expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
    },
    60_000,
  );

  test("changes nothing under an alias, and passes protection and transforms to its children", async () => {
    stack.write({
      "index.ts": program.replace(/Services\("abiquo_rs", \{([^]*?)\n\}\);/, OPTIONS),
    });
    const preview = await stack.preview("--json");
    stack.write({ "index.ts": program });
    const { steps } = JSON.parse(preview.output) as { steps: Step[] };
    const inside = steps.filter(({ urn }) => urn.includes("AbiquoRemoteServices$"));
    expect(
      inside.map(({ urn, op, newState }) => [urn.split("::").at(-1), op, newState.protect]).sort(),
    ).toEqual(
      [
        "address",
        "boot",
        "group",
        "options",
        "ping",
        "preflight",
        "properties",
        "repository",
        "service",
      ].map((child) => [`remote-${child}`, child === "group" ? "update" : "same", true]),
    );
    const shown = inside.flatMap(({ detailedDiff }) => Object.keys(detailedDiff ?? {}));
    expect(shown.filter((name) => !name.startsWith("__"))).toEqual(["waitTimeout"]);
  }, 60_000);

  test("moves the services from a node that alone loses the gateway, and does not move them back", async () => {
    const other = home === "rsha1" ? "rsha2" : "rsha1";
    await lab.fault("gateway-lost", home);
    await waitUntil("the services have moved", 90, async () => (await isAt()) === other);
    await lab.fault("gateway-back", home);
    const seen = `cibadmin -Q -A "//node_state[@uname='${home}']//nvpair[@name='pingd']" | grep -c 'value="1"'`;
    await waitUntil(
      "the gateway is seen again",
      60,
      async () => (await on(lab, "rsha1", `${seen} || true`)) === "1",
    );
    expect(await isAt()).toBe(other);
  }, 180_000);

  soakTest?.(
    'with "prefer" moves the services and a second address, and keeps them running if all nodes lose the gateway',
    async () => {
      const second = lab.facts().floatingIp.replace(/8$/, "9");
      const from = (await isAt()) ?? "rsha1";
      const to = from === "rsha1" ? "rsha2" : "rsha1";
      stack.write({ "index.ts": PREFER(second) });
      expect(failure(await stack.up())).toBe("");
      expect(await isAt()).toBe(from);
      await lab.fault("gateway-lost", from);
      const lost = Date.now();
      await waitUntil("the services have moved", 90, async () => (await isAt()) === to);
      tried("Failover", { what: PREFERRED, seconds: (Date.now() - lost) / 1000 });
      await waitUntil("and the second address", 30, async () =>
        (await on(lab, to, "ip -o addr show")).includes(`${second}/24`),
      );
      await lab.fault("gateway-lost", to);
      const unseen = `cibadmin -Q -A "//node_state//nvpair[@name='pingd']" | grep -c 'value="0"'`;
      await waitUntil(
        "nobody sees it",
        60,
        async () => (await on(lab, to, `${unseen} || true`)) === "2",
      );
      await quiet(lab);
      expect(await isAt()).toBe(to);
      await lab.fault("gateway-back");
      stack.write({ "index.ts": program });
      expect(failure(await stack.up())).toBe("");
    },
    300_000,
  );

  test("stops the services on destroy, and keeps the properties and the boot settings", async () => {
    const destroyed = await stack.destroy("--exclude", "**::pacemaker1");
    expect([failure(destroyed), counts(destroyed)]).toEqual(["", ["- 10 deleted", "2 unchanged"]]);
    const left = `${boot}; service abiquo-tomcat status >/dev/null && echo runs; ${file}`;
    expect(await onBoth(lab, left)).toEqual(Array(2).fill(`disabled\n${AFTER}`));
  }, 180_000);
});
