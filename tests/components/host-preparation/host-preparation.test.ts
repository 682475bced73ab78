import * as pulumi from "@pulumi/pulumi";
import {
  HostPreparation,
  type HostPreparationArgs,
} from "../../../sdk/components/host-preparation/host-preparation";
import { SCRIPT } from "../../../sdk/components/host-preparation/script";
import { Temporary } from "../../host/temporary";

const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBn3pHkVvW7u8sGv8Mk3Jm4vS4y9rLq1o0p2q3r4s5t6";
const ROOT =
  "'env' 'LC_ALL=C' 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' 'sh' '-s' '--'";

let temporary: Temporary;
beforeEach(() => {
  temporary = new Temporary();
  temporary.write("key", "the private key");
  temporary.write("known_hosts", `rsha1,rsha2 ssh-rsa AAAAB3NzaC1yc2E=\nrsha1,rsha2 ${KEY}\n`);
});
afterEach(() => temporary.remove());

const args = (more: Partial<HostPreparationArgs> = {}): HostPreparationArgs => ({
  nodes: [{ name: "rsha1" }, { name: "rsha2" }],
  connection: {
    privateKeyPath: temporary.path("key"),
    knownHostsPath: temporary.path("known_hosts"),
  },
  ...more,
});

interface Declared {
  readonly type: string;
  readonly inputs: Record<string, unknown>;
}

/** Declares the component without Pulumi's engine. */
async function declare(args: HostPreparationArgs): Promise<Record<string, Declared>> {
  const resources: Record<string, Declared> = {};
  await pulumi.runtime.setMocks({
    newResource: ({ name, type, inputs }) => {
      const { __provider, ...rest } = inputs as Record<string, unknown>;
      resources[name] = { type, inputs: rest };
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  });
  new HostPreparation("hosts", args);
  await pulumi.runtime.disconnect();
  return resources;
}

/** Wraps a value as Pulumi marks a secret. */
const secret = (value: unknown): object => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

const connection = (host: string): object => ({
  host,
  port: 22,
  user: "root",
  hostKey: KEY,
  privateKey: "the private key",
  perDialTimeout: 10,
  dialErrorLimit: 1,
});

describe("HostPreparation", () => {
  test("runs the script on each node, with the credentials and host key of our connections", async () => {
    const { hosts, "hosts-preflight": preflight, ...commands } = await declare(args());
    expect(hosts?.type).toBe("pacemaker:components:HostPreparation");
    expect(preflight?.inputs).toMatchObject({
      __kind: "pacemaker:Preflight",
      cluster: { nodes: args().nodes },
    });
    const command = (node: string): Declared => ({
      type: "command:remote:Command",
      inputs: {
        addPreviousOutputInEnv: false,
        logging: "stdout",
        connection: secret(connection(node)),
        create: `${ROOT} 'corosync' 'yes' ''`,
        stdin: secret(SCRIPT),
      },
    });
    expect(commands).toEqual({ "hosts-rsha1": command("rsha1"), "hosts-rsha2": command("rsha2") });
  });

  test("copies files first, and passes every argument to the script as a word", async () => {
    const source = new pulumi.asset.StringAsset("[ha]\n");
    const files = [{ source, remotePath: "/etc/yum.repos.d/ha.repo" }];
    const resources = await declare(
      args({
        nodes: [{ name: "rsha1", host: "10.60.13.101", port: 2200 }],
        connection: { hostKey: KEY, user: "admin", password: "it's", sudo: { password: "s3" } },
        stack: "cman",
        packages: ["nfs-utils", "/tmp/abiquo.rpm"],
        files,
        enableRepositories: ["ha", "extras"],
        firewall: false,
      }),
    );
    expect(Object.keys(resources)).toEqual([
      "hosts",
      "hosts-rsha1:/etc/yum.repos.d/ha.repo",
      "hosts-rsha1",
      "hosts-preflight",
    ]);
    const { inputs } = resources["hosts-rsha1"] ?? {};
    expect(inputs?.create).toMatch(
      / 'sh' '-s' '--' 'cman' 'no' 'ha,extras' 'nfs-utils' '\/tmp\/abiquo.rpm'$/,
    );
    expect(inputs?.stdin).toEqual(
      secret(`s3\npulumi-pacemaker: here begins the standard input\n${SCRIPT}`),
    );
    expect(inputs?.connection).toEqual(
      secret({
        ...{ host: "10.60.13.101", port: 2200, user: "admin", hostKey: KEY, password: "it's" },
        ...{ perDialTimeout: 10, dialErrorLimit: 1 },
      }),
    );
  });

  test("reports all invalid arguments in one error", () => {
    const wrong = args({
      nodes: [{ name: pulumi.output("rsha1") }],
      stack: "heartbeat" as never,
      packages: ["nfs-utils; reboot", "-y", "./abiquo.rpm", "abiquo-remote-services"],
      enableRepositories: ["ha,extras"],
    });
    expect(() => new HostPreparation("hosts", wrong)).toThrow(
      new pulumi.RunError(
        'hosts: nodes[0].name: must be known when the program runs, because resources are named after it; stack: "heartbeat" is not one of "corosync", "cman"; ' +
          'packages: "nfs-utils; reboot" is neither a package name nor an absolute path of a file; packages: "-y" is neither a package name nor an absolute path of a file; ' +
          'packages: "./abiquo.rpm" is neither a package name nor an absolute path of a file; enableRepositories: "ha,extras" is not a repository id',
      ),
    );
  });

  test("names the command that installs @pulumi/command if it is missing", () => {
    jest.isolateModules(() => {
      jest.doMock("@pulumi/command", () => {
        throw new Error("Cannot find module");
      });
      const { HostPreparation: Alone } = jest.requireActual<
        typeof import("../../../sdk/components/host-preparation/host-preparation")
      >("../../../sdk/components/host-preparation/host-preparation");
      expect(() => new Alone("hosts", args())).toThrow(
        "hosts: HostPreparation needs the package @pulumi/command: npm install @pulumi/command@1.2.1 (not 4.5.0, which npm lists as latest although it is not a regular release)",
      );
    });
  });
});
