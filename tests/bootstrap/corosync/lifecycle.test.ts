import type { CorosyncInputs } from "../../../sdk/kind/cluster-inputs";
import { comparableInputs } from "../../../sdk/bootstrap/corosync/lifecycle";
import { asksForWhole } from "../../../sdk/bootstrap/lifecycle";

const before: CorosyncInputs = {
  __kind: "pacemaker:CorosyncCluster",
  clusterName: "pacemaker1",
  nodes: [{ name: "rsha1" }],
  cluster: { nodes: [{ name: "rsha1" }] },
};

describe("asksForWhole", () => {
  test("is true at create, at a repair, and for a change of the cluster itself", () => {
    expect(asksForWhole(comparableInputs, before)).toBe(true);
    expect(asksForWhole(comparableInputs, { ...before }, before)).toBe(true);
    expect(asksForWhole(comparableInputs, { ...before, boot: false }, before)).toBe(true);
    expect(asksForWhole(comparableInputs, { ...before, waitTimeout: "300s" }, before)).toBe(true);
  });

  test("is false for another access to the nodes, force and adopt", () => {
    const node = { name: "rsha1", host: "10.0.0.1", port: 2222 };
    const reached = { ...before, nodes: [node], cluster: { nodes: [node], connection: {} } };
    expect(asksForWhole(comparableInputs, reached, before)).toBe(false);
    expect(asksForWhole(comparableInputs, { ...before, force: true, adopt: true }, before)).toBe(
      false,
    );
  });
});
