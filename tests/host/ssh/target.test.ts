import { resolveTarget } from "../../../sdk/host/ssh/target";
import { Temporary } from "../temporary";

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => temporary.remove());

const defaults = () => ({
  name: "rsha1",
  host: "rsha1",
  port: 22,
  user: "root",
  knownHostsPaths: [temporary.path(".ssh/known_hosts"), "/etc/ssh/ssh_known_hosts"],
  verifyHostKey: true,
  dialTimeout: 10,
  sudo: false,
});

describe("resolveTarget", () => {
  test("fills in ssh's defaults for a bare node", () => {
    expect(resolveTarget({ name: "rsha1" })).toEqual(defaults());
  });

  test("prefers a node's port over the connection's, and expands ~", () => {
    const connection = {
      port: 2200,
      privateKeyPath: "~/key",
      knownHostsPath: "~/hosts",
      agentSocketPath: "~/agent",
      sudo: true,
    };
    expect(resolveTarget({ name: "rsha1", host: "[::1]", port: 2201 }, connection)).toEqual({
      ...defaults(),
      host: "::1",
      port: 2201,
      privateKeyPath: temporary.path("key"),
      knownHostsPaths: [temporary.path("hosts")],
      agentSocketPath: temporary.path("agent"),
      sudo: true,
    });
  });

  test("prefers the paths from the environment, for the bastion too", () => {
    process.env.PULUMI_PACEMAKER_PRIVATE_KEY_PATH = "~/ci-key";
    process.env.PULUMI_PACEMAKER_KNOWN_HOSTS_PATH = "/ci/hosts";
    process.env.PULUMI_PACEMAKER_AGENT_SOCKET_PATH = "/ci/agent";
    const machine = {
      privateKeyPath: temporary.path("ci-key"),
      knownHostsPaths: ["/ci/hosts"],
      agentSocketPath: "/ci/agent",
    };
    const laptop = { privateKeyPath: "/me/key", knownHostsPath: "/me/hosts" };
    const proxy = { ...laptop, host: "gate", user: "me" };
    expect(resolveTarget({ name: "rsha1" }, { ...laptop, proxy })).toEqual({
      ...defaults(),
      ...machine,
      proxy: { ...defaults(), ...machine, name: "bastion gate", host: "gate", user: "me" },
    });
  });

  test("keeps a key given as text, despite a key path in the environment", () => {
    process.env.PULUMI_PACEMAKER_PRIVATE_KEY_PATH = "/ci/key";
    expect(resolveTarget({ name: "rsha1" }, { privateKey: "PEM" })).toEqual({
      ...defaults(),
      privateKey: "PEM",
    });
  });
});
