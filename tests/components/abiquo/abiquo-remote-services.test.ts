import * as pulumi from "@pulumi/pulumi";
import type { AbiquoRemoteServicesArgs } from "../../../sdk/components/abiquo/args";
import { AbiquoRemoteServices } from "../../../sdk/components/abiquo/abiquo-remote-services";
import { IpAddr2Resource } from "../../../sdk/resources/primitives/ip-addr2";
import { CLUSTER } from "../../resources/kind-helpers";

type Inputs = Record<string, unknown>;
interface Outcome {
  /** The inputs of each resource, without those that all have. */
  readonly resources: Record<string, Inputs>;
  readonly warnings: readonly string[];
}

const guide: AbiquoRemoteServicesArgs = {
  cluster: { ...CLUSTER },
  floatingIp: "10.60.13.58/24",
  gateway: "10.60.13.1",
  repository: { device: "10.60.1.72:/opt/vm_repository" },
};

/** Runs a program without Pulumi's engine. */
async function run(program: () => unknown): Promise<Outcome> {
  const resources: Record<string, Inputs> = {};
  const warnings: string[] = [];
  jest.spyOn(pulumi.log, "warn").mockImplementation((text) => {
    warnings.push(text);
    return Promise.resolve();
  });
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      const { __kind, __provider, __label, __governedBy, cluster, ...args } = inputs as Inputs;
      if (type.startsWith("pulumi-nodejs:dynamic")) resources[name] = { kind: __kind, ...args };
      return { id: name, state: inputs as Inputs };
    },
    call: () => ({}),
  });
  program();
  await pulumi.runtime.disconnect();
  return { resources, warnings };
}

const HELD = { startWithGroup: true };
const MEMBERS = ["vm_repository", "ClusterIP", "tomcat-service"];
const RULE = { or: [{ attribute: "pingd", operation: "lt", value: 1 }, { notDefined: "pingd" }] };

const CHECKS = {
  kind: "pacemaker:Preflight",
  label: "abiquo_rs-preflight",
  addresses: ["10.60.13.58"],
  directories: ["/opt/vm_repository"],
  services: ["abiquo-tomcat"],
  agents: ["ocf:heartbeat:Filesystem", "ocf:heartbeat:IPaddr2", "ocf:pacemaker:ping"],
  gateways: ["10.60.13.1"],
};

const GUIDE_RESOURCES: Record<string, Inputs> = {
  "abiquo_rs-preflight": CHECKS,
  "abiquo_rs-options": {
    kind: "pacemaker:PacemakerProperties",
    label: "abiquo_rs-options",
    stonithEnabled: false,
    noQuorumPolicy: "ignore",
    resourceDefaults: { resourceStickiness: 100 },
  },
  "abiquo_rs-boot": { kind: "pacemaker:HostService", service: "abiquo-tomcat" },
  "abiquo_rs-repository": {
    kind: "pacemaker:Filesystem",
    ...HELD,
    name: "vm_repository",
    device: "10.60.1.72:/opt/vm_repository",
    directory: "/opt/vm_repository",
    fstype: "nfs",
    options: "defaults",
  },
  "abiquo_rs-address": {
    kind: "pacemaker:IpAddr2",
    ...HELD,
    name: "ClusterIP",
    ip: "10.60.13.58",
    cidrNetmask: 24,
  },
  "abiquo_rs-service": {
    kind: "pacemaker:Lsb",
    ...HELD,
    name: "tomcat-service",
    service: "abiquo-tomcat",
  },
  "abiquo_rs-ping": {
    kind: "pacemaker:PingClone",
    name: "ping",
    cloneName: "ping-clone",
    hostList: ["10.60.13.1"],
    timeout: 5,
    attempts: 3,
  },
  "abiquo_rs-group": {
    kind: "pacemaker:ResourceGroup",
    name: "abiquo_rs",
    members: MEMBERS,
    startWithGroup: [...MEMBERS].sort(),
    colocations: [{ with: "ping-clone", score: "INFINITY" }],
    locations: [{ rule: RULE, score: "-INFINITY" }],
  },
};

afterEach(() => jest.restoreAllMocks());

describe("AbiquoRemoteServices", () => {
  test("declares the guide's resources, with a rule for a lost gateway and a warning about missing fencing", async () => {
    const { resources, warnings } = await run(() => new AbiquoRemoteServices("abiquo_rs", guide));
    expect(resources).toEqual(GUIDE_RESOURCES);
    expect(warnings).toEqual([
      expect.stringMatching(
        /^abiquo_rs: fencing is off .* set clusterOptions\.stonithEnabled: true$/,
      ),
    ]);
  });

  test("accepts an argument for everything that differs between sites", async () => {
    const { resources, warnings } = await run(() => {
      const cluster = { ...CLUSTER };
      const second = new IpAddr2Resource("second", {
        cluster,
        ip: "10.60.14.58",
        startWithGroup: true,
      });
      new AbiquoRemoteServices("remote", {
        cluster,
        floatingIp: pulumi.output("10.60.13.59/25"),
        gateway: ["10.60.13.1", "10.60.13.2"],
        repository: {
          device: "/dev/vg/r",
          directory: "/srv/r",
          fstype: "ext4",
          options: "noatime",
        },
        service: "tomcat7",
        properties: { "abiquo.datacenter.id": "two" },
        propertiesFile: "/etc/abiquo.properties",
        section: "server",
        clusterOptions: false,
        gatewayPolicy: "prefer",
        ping: { timeout: 2, dampen: "10s" },
        before: [second],
        after: ["mail"],
        names: { repository: "r", address: "a", service: "t", ping: "p" },
      });
    });
    const members = ["second", "r", "a", "t", "mail"];
    expect(warnings).toEqual([]);
    expect(resources).toEqual({
      second: { kind: "pacemaker:IpAddr2", ...HELD, name: "second", ip: "10.60.14.58" },
      "remote-preflight": {
        ...CHECKS,
        label: "remote-preflight",
        addresses: ["10.60.13.59"],
        directories: ["/srv/r"],
        services: ["tomcat7"],
        gateways: ["10.60.13.1", "10.60.13.2"],
      },
      "remote-boot": { kind: "pacemaker:HostService", service: "tomcat7" },
      "remote-properties": {
        kind: "pacemaker:PropertiesFile",
        path: "/etc/abiquo.properties",
        section: "server",
        properties: { "abiquo.datacenter.id": "two" },
      },
      "remote-repository": {
        kind: "pacemaker:Filesystem",
        ...HELD,
        name: "r",
        device: "/dev/vg/r",
        directory: "/srv/r",
        fstype: "ext4",
        options: "noatime",
      },
      "remote-address": {
        kind: "pacemaker:IpAddr2",
        ...HELD,
        name: "a",
        ip: "10.60.13.59",
        cidrNetmask: 25,
      },
      "remote-service": { kind: "pacemaker:Lsb", ...HELD, name: "t", service: "tomcat7" },
      "remote-ping": {
        kind: "pacemaker:PingClone",
        name: "p",
        cloneName: "p-clone",
        hostList: ["10.60.13.1", "10.60.13.2"],
        timeout: 2,
        attempts: 3,
        multiplier: 1000,
        dampen: "10s",
      },
      "remote-group": {
        kind: "pacemaker:ResourceGroup",
        name: "remote",
        members,
        startWithGroup: ["a", "r", "second", "t"],
        colocations: [{ with: "p-clone", score: "INFINITY" }],
        locations: [{ rule: { defined: "pingd" }, scoreAttribute: "pingd" }],
      },
    });
  });

  test('declares the colocation alone with gatewayPolicy "colocation", and does not warn with fencing', async () => {
    const { resources, warnings } = await run(
      () =>
        new AbiquoRemoteServices("abiquo_rs", {
          ...guide,
          cluster: { ...CLUSTER },
          gatewayPolicy: "colocation",
          clusterOptions: { stonithEnabled: true },
        }),
    );
    expect(warnings).toEqual([]);
    const { locations, ...group } = GUIDE_RESOURCES["abiquo_rs-group"] ?? {};
    expect(locations).toBeDefined();
    expect([resources["abiquo_rs-group"], resources["abiquo_rs-options"]]).toEqual([
      group,
      { ...GUIDE_RESOURCES["abiquo_rs-options"], stonithEnabled: true },
    ]);
  });

  test("names the remedy if a second component on the same cluster has the same ids", async () => {
    const cluster = { ...CLUSTER };
    await run(() => {
      new AbiquoRemoteServices("one", { ...guide, cluster });
      expect(
        () => new AbiquoRemoteServices("two", { ...guide, cluster, clusterOptions: false }),
      ).toThrow(
        `two-boot: the service abiquo-tomcat is already declared by the resource "one-boot" of this program on the same cluster; declare it once. one is on the same cluster: give two its own service, names: { repository, address, service, ping }, and clusterOptions: false`,
      );
    });
  });

  test.each<[string, Partial<AbiquoRemoteServicesArgs>, number, number]>([
    ["the guide's stickiness", { ping: { multiplier: 300 } }, 300, 300],
    [
      "another stickiness",
      { clusterOptions: { resourceDefaults: { resourceStickiness: 400 } } },
      1000,
      1200,
    ],
    ["more members", { after: ["mail"], ping: { multiplier: 400 } }, 400, 400],
  ])(
    "refuses a multiplier that is too low for %s, because a lost gateway would move nothing",
    async (_case, more, multiplier, sum) => {
      await run(() => {
        const args = {
          ...guide,
          cluster: { ...CLUSTER },
          gatewayPolicy: "prefer" as const,
          ...more,
        };
        expect(() => new AbiquoRemoteServices("abiquo_rs", args)).toThrow(
          `abiquo_rs: ping.multiplier: ${multiplier} is not above ${sum}, the stickiness of`,
        );
      });
    },
  );
});
