import {
  isSuspended,
  parseFenceState,
  parseNodes,
  parseStatus,
  parseVersion,
} from "../../sdk/cman/status";
import { fixture } from "../helpers";
import { recorded, recording } from "./recordings";

const both = recorded("10-both-rsha1", "cman_tool status").output;

describe("parseStatus", () => {
  test("parses the status of a complete cluster", () => {
    expect(parseStatus(both)).toEqual({
      clusterName: "pacemaker1",
      configVersion: 1,
      flags: ["2node"],
      multicast: ["239.192.165.23"],
    });
  });

  test("parses empty flags, and reads Error as suspended", () => {
    const lines = ["23-param-change-clean", "21-version-mismatch"].map(
      (name) => /^Flags:(?! 2node $).*$/m.exec(fixture(`cman/${name}.txt`))?.[0] ?? "",
    );
    const states = lines.map((flags) => parseStatus(both.replace(/^Flags:.*$/m, flags)));
    expect(states.map((s) => [s.flags, isSuspended(s)])).toEqual([
      [[], false],
      [["2node", "Error"], true],
    ]);
  });

  test("throws on the output of a stopped node", () => {
    const { output, exitCode } = recorded("00-stopped", "cman_tool status");
    expect(exitCode).toBe(1);
    expect(() => parseStatus(output)).toThrow(
      'the output of cman_tool status has no "Cluster Name"',
    );
    expect(() => parseVersion(output)).toThrow('the output of cman_tool version has no "config"');
  });
});

describe("parseVersion", () => {
  test("parses the active version", () => {
    const outputs = [recorded("10-both-rsha1", "cman_tool version")].map((r) => r.output);
    const mixed = recorded("21-version-mismatch", "cman_tool nodes;cman_tool version").output;
    expect([...outputs, mixed].map(parseVersion)).toEqual([1, 4]);
  });
});

describe("parseNodes", () => {
  test("parses the nodes, members and others", () => {
    const command = "cman_tool nodes -F id,type,votes,name";
    expect(parseNodes(recorded("10-both-rsha1", command).output)).toEqual([
      { id: 1, name: "rsha1", member: true, votes: 1 },
      { id: 2, name: "rsha2", member: true, votes: 1 },
    ]);
    expect(parseNodes(recorded("01-one", `${command}; cman_tool version`).output)).toEqual([
      { id: 1, name: "rsha1", member: true, votes: 1 },
      { id: 2, name: "rsha2", member: false, votes: 1 },
    ]);
    expect(parseNodes(recorded("00-stopped", command).output)).toEqual([]);
  });
});

describe("parseFenceState", () => {
  test("parses an idle fence domain, and one that waits for a fencing", () => {
    const { output } = recorded("10-both-rsha1", "cman_tool services");
    expect(parseFenceState(output)).toEqual({ waitState: "none", victims: 0, victim: undefined });
    const alone = recording("01-one").find((r) => r.command.startsWith("fence_tool ls"));
    expect(parseFenceState(alone?.output ?? "")).toEqual({
      waitState: "fencing",
      victims: 1,
      victim: 2,
    });
    const dead = recording("30-node-dead").find((r) => r.command.includes("fence_tool ls; tail"));
    expect(parseFenceState(dead?.output ?? "")).toEqual({
      waitState: "fencing",
      victims: 1,
      victim: 2,
    });
  });
});
