import type { CorosyncInputs } from "../../../sdk/bootstrap/corosync/inputs";
import { asksForWhole } from "../../../sdk/bootstrap/corosync/lifecycle";

const before: CorosyncInputs = {
  __kind: "pacemaker:CorosyncCluster",
  clusterName: "pacemaker1",
  nodes: [{ name: "rsha1" }],
  cluster: { nodes: [{ name: "rsha1" }] },
};

test("a first sight, a repair and a change of the cluster wait for the whole cluster", () => {
  expect(asksForWhole(before)).toBe(true);
  expect(asksForWhole({ ...before }, before)).toBe(true);
  expect(asksForWhole({ ...before, boot: false }, before)).toBe(true);
  expect(asksForWhole({ ...before, waitTimeout: "300s" }, before)).toBe(true);
});

test("another way to reach the nodes, force and adopt wait for nothing", () => {
  const node = { name: "rsha1", host: "10.0.0.1", port: 2222 };
  const reached = { ...before, nodes: [node], cluster: { nodes: [node], connection: {} } };
  expect(asksForWhole(reached, before)).toBe(false);
  expect(asksForWhole({ ...before, force: true, adopt: true }, before)).toBe(false);
});
