import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CommandFailed } from "../../../sdk/errors";
import {
  askScript,
  hasProgram,
  inspectAddresses,
  inspectClock,
} from "../../../sdk/host/commands/host-facts";
import { FakeNode } from "../fakes";

let node: FakeNode;
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "init.d-"));
});
afterEach(() => {
  node.close();
  rmSync(directory, { recursive: true });
});

/** Output of `ip -o addr show` of iproute2 6.1. */
const ADDRESSES = `1: lo    inet 127.0.0.1/8 scope host lo\\       valid_lft forever preferred_lft forever
2: eth0    inet 10.60.13.57/24 brd 10.60.13.255 scope global eth0\\       valid_lft forever preferred_lft forever
2: eth0    inet 10.60.13.58/24 scope global secondary eth0:vip\\       valid_lft forever preferred_lft forever
2: eth0    inet6 fe80::42:aff:fe3c:d39/64 scope link \\       valid_lft forever preferred_lft forever
3: tun0    inet 10.8.0.2 peer 10.8.0.1/32 scope global tun0\\       valid_lft forever preferred_lft forever
4: ppp0    inet 10.9.0.2 scope global ppp0\\       valid_lft forever preferred_lft forever
`;

describe("inspectAddresses", () => {
  test("returns the addresses with their interfaces and networks", async () => {
    node = new FakeNode({ ip: `cat "$DIR/addresses"` });
    node.write("addresses", ADDRESSES);
    expect(await inspectAddresses(node)).toEqual([
      { nic: "lo", address: "127.0.0.1", length: 8 },
      { nic: "eth0", address: "10.60.13.57", length: 24 },
      { nic: "eth0", address: "10.60.13.58", length: 24 },
      { nic: "eth0", address: "fe80::42:aff:fe3c:d39", length: 64 },
      { nic: "tun0", address: "10.8.0.2", length: 32 },
      { nic: "ppp0", address: "10.9.0.2", length: 32 },
    ]);
  });
});

describe("hasProgram", () => {
  test("finds a program of the node, by its name alone", async () => {
    node = new FakeNode({ podman: "exit 3" });
    const found = await Promise.all(
      ["podman", "docker-none", "a b"].map((n) => hasProgram(node, n)),
    );
    expect(found).toEqual([true, false, false]);
  });
});

describe("inspectClock", () => {
  test("measures the offset, with the round trip as the uncertainty", async () => {
    node = new FakeNode({ date: `echo "$(($(/bin/date +%s) + 100)).$(/bin/date +%N)"` });
    const { ahead, uncertainty: doubt } = await inspectClock(node);
    expect(Math.abs(ahead - 100)).toBeLessThan(doubt + 1);
  });
});

describe("inspectAddresses, failing", () => {
  test("throws with the output of a failed program", async () => {
    node = new FakeNode({ ip: "echo 'Object \"addr\" is unknown' >&2; exit 255" });
    await expect(inspectAddresses(node)).rejects.toThrow(
      new CommandFailed("rsha1", ["ip", "-o", "addr", "show"], 255, 'Object "addr" is unknown'),
    );
  });
});

describe("askScript", () => {
  test.each([
    ["case $1 in status) exit 3 ;; stop) exit 0 ;; esac", { stop: 0, status: 3 }],
    ["case $1 in status) exit 1 ;; stop) exit 5 ;; esac", { stop: 5, status: 1 }],
    // The stop removes leftovers of a crash.
    [
      `case $1 in status) [ -f "$0.pid" ] && exit 1; exit 3 ;; stop) rm -f "$0.pid" ;; esac`,
      { stop: 0, status: 3 },
    ],
    // A running service is not touched.
    [`case $1 in status) exit 0 ;; stop) touch "$0.stopped" ;; esac`, undefined],
    // Output is dropped, and input is empty.
    ["read x; echo noise; case $1 in status) exit 3 ;; esac", { stop: 0, status: 3 }],
  ])("runs the script %p and returns %p", async (source, expected) => {
    node = new FakeNode({});
    const script = join(directory, "my script");
    writeFileSync(script, `#!/bin/sh\n${source}\n`, { mode: 0o755 });
    writeFileSync(`${script}.pid`, "");
    expect(await askScript(node, script)).toEqual(expected);
  });
});
