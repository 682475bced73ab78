import * as pulumi from "@pulumi/pulumi";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { cib } from "../helpers";
import { guide } from "./guide";
import { CLUSTER, Trial } from "./kind-helpers";

jest.mock("pulumi-pacemaker", () => jest.requireActual<object>("../../sdk/index"));

/** The kinds of the example's resources, in the order of the program. */
const KINDS: Record<string, unknown> = {
  options: pacemakerProperties,
  vm_repository: filesystem,
  ClusterIP: ipAddr2,
  "tomcat-service": lsb,
  abiquo_rs: resourceGroup,
  ping: pingClone,
  "abiquo_rs-with-ping": colocationConstraint,
};

const SITE = {
  cluster: { ...CLUSTER, connection: { user: "root" } },
  floatingIp: "10.60.13.58",
  cidrNetmask: 24,
  gateway: "10.60.13.1",
  service: "abiquo-tomcat",
  repository: {
    device: "10.60.1.72:/opt/vm_repository",
    directory: "/opt/vm_repository",
    fstype: "nfs",
    options: "defaults",
  },
};

/** Runs the example without an engine. Returns the inputs of each resource. */
async function example(): Promise<ReadonlyMap<string, object>> {
  const seen = new Map<string, object>();
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      seen.set(name, inputs as object);
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  });
  for (const [key, value] of Object.entries(SITE))
    pulumi.runtime.setConfig(
      `project:${key}`,
      typeof value === "string" ? value : JSON.stringify(value),
    );
  jest.requireActual("../../examples/abiquo-remote-services/index");
  await pulumi.runtime.disconnect();
  return seen;
}

describe("examples/abiquo-remote-services", () => {
  test("makes the guide's configuration, which guide.test.ts compares with that of each pcs", async () => {
    const inputs = await example();
    expect([...inputs.keys()].sort()).toEqual(["pacemaker1", ...Object.keys(KINDS)].sort());
    const made = Object.entries(KINDS).reduce(
      (tree, [name, kind]) =>
        new Trial(kind as CibKind<CommonInputs>, tree).then(inputs.get(name) ?? {}).tree,
      cib(),
    );
    expect(made).toEqual(guide(cib()));
  }, 60_000);
});
