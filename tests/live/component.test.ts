import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { NodeName } from "../lab/addresses";
import type { Lab } from "../lab/lab";
import { checkout } from "../lab/paths";
import { waitUntil } from "../lab/wait";
import { describeLive } from "./cluster";
import { changing, mark, operationsSince, shown } from "./operations";
import { picture } from "./picture";
import { on, onBoth } from "./shell";
import { Stack, counts, diagnostics, failure } from "./stack";

const program = readFileSync(join(checkout, "examples/abiquo-component/index.ts"), "utf8");
const services = ["vm_repository", "ClusterIP", "tomcat-service"];

/** As the application's package brings it. */
const BEFORE = `# Abiquo
[remote-services]
abiquo.appliancemanager.localRepositoryPath = /opt/vm_repository
abiquo.rabbitmq.host = 127.0.0.1
`;
const AFTER = `${BEFORE.replace("127.0.0.1", "10.60.13.28")}abiquo.datacenter.id = rsha
abiquo.rabbitmq.password = guest`;

describeLive("Abiquo's remote services as one component, from bare nodes", (lab: Lab) => {
  let stack: Stack;
  let home: NodeName;
  const boot = "systemctl is-enabled abiquo-tomcat 2>/dev/null || true";
  const file = "cat /opt/abiquo/config/abiquo.properties";

  const isAt = async (): Promise<NodeName | undefined> => {
    const { resources } = await picture(lab, "rsha2");
    const places = services.map((name) => resources[name]?.join());
    const [one] = places;
    return one !== "" && places.every((place) => place === one) ? (one as NodeName) : undefined;
  };

  beforeAll(async () => {
    await lab.reset();
    await onBoth(
      lab,
      `mkdir -p /opt/abiquo/config; printf '%s' '${BEFORE}' > /opt/abiquo/config/abiquo.properties
       systemctl enable abiquo-tomcat`,
    );
    const { floatingIp, cidrNetmask, gateway, repository } = lab.facts();
    stack = await Stack.make(lab, {
      files: { "index.ts": program },
      config: {
        cluster: lab.connection(),
        floatingIp: `${floatingIp}/${cidrNetmask}`,
        gateway,
        repository,
        datacenter: "rsha",
        rabbitHost: "10.60.13.28",
        rabbitPassword: "guest",
      },
    });
  }, 120_000);
  afterAll(async () => {
    await lab.fault("gateway-back");
    await stack.remove();
    await onBoth(lab, "rm -rf /opt/abiquo");
  }, 180_000);

  test("one up ends in the guide's picture, with the services started once, in order, and the hosts' side done", async () => {
    const before = await mark(lab);
    const up = await stack.up();
    expect(failure(up)).toBe("");
    home = (await isAt()) ?? "rsha1";
    expect(await picture(lab)).toEqual({
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
  }, 240_000);

  test("a second up has nothing to do", async () => {
    expect(failure(await stack.preview("--refresh", "--expect-no-changes"))).toBe("");
  }, 60_000);

  test("a node that alone loses the gateway gives the services to the other one, and gets nothing back by itself", async () => {
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

  test("destroy stops the services, and leaves the properties and what starts at boot", async () => {
    const destroyed = await stack.destroy();
    expect([failure(destroyed), counts(destroyed)]).toEqual(["", ["- 11 deleted"]]);
    const left = `${boot}; service abiquo-tomcat status >/dev/null && echo runs; ${file}`;
    expect(await onBoth(lab, left)).toEqual(Array(2).fill(`disabled\n${AFTER}`));
  }, 180_000);
});
