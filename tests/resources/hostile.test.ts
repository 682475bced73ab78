import * as fc from "fast-check";
import { diffCib } from "../../sdk/cib/patch/diff";
import { writePatchV2 } from "../../sdk/cib/patch/patch-v2";
import { walk } from "../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../sdk/cib/xml/parse";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { checkStrings } from "../../sdk/program/check-strings";
import { PreconditionFailed } from "../../sdk/errors";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { locationConstraint } from "../../sdk/resources/constraints/location";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { orderConstraint } from "../../sdk/resources/constraints/order";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { primitive } from "../../sdk/resources/primitives/primitive";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { applyPatch, canonical } from "../cib/patch/apply-patch";
import { cib } from "../helpers";
import { anyAgent, hostile, hostilePairs } from "../hostile";
import { CLUSTER } from "./kind-helpers";

const some = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 1 });
/** Generates mostly the valid text, so that the other arguments are tested too. */
const either = (good: string): fc.Arbitrary<string> =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(good) }, hostile);
const record = (of: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<object> =>
  fc
    .record(of)
    .map((r) => Object.fromEntries(Object.entries(r).filter(([, v]) => v !== undefined)));

const operation = record({
  name: either("monitor"),
  interval: some(either("10s")),
  timeout: some(either("20s")),
  role: some(either("Started")),
  onFail: some(either("block")),
  parameters: some(hostilePairs),
});
const common = {
  name: either("own"),
  parameters: some(hostilePairs),
  meta: some(hostilePairs),
  operations: some(fc.array(operation, { maxLength: 2 })),
};

const KINDS: readonly (readonly [CibKind<never>, fc.Arbitrary<object>])[] = [
  [
    primitive,
    record({
      ...common,
      agent: either("ocf:x:y"),
      clone: some(record({ name: either("c"), meta: some(hostilePairs) })),
    }),
  ],
  [
    filesystem,
    record({
      ...common,
      device: either("/dev/x"),
      directory: either("/srv"),
      fstype: either("xfs"),
      options: some(hostile),
    }),
  ],
  [
    ipAddr2,
    record({ ...common, ip: either("fe80::1%eth0"), nic: some(hostile), iflabel: some(hostile) }),
  ],
  [lsb, record({ ...common, service: either("tomcat") })],
  [
    pingClone,
    record({
      ...common,
      cloneName: either("c"),
      hostList: fc.array(either("::1")),
      options: some(hostile),
    }),
  ],
  [
    pacemakerProperties,
    record({
      label: hostile,
      stonithEnabled: fc.constant(false),
      noQuorumPolicy: some(either("stop")),
      properties: some(hostilePairs),
      resourceDefaults: some(hostilePairs),
      operationDefaults: some(hostilePairs),
    }),
  ],
  [
    resourceGroup,
    record({
      name: either("g"),
      members: fc.uniqueArray(either("a"), { minLength: 1 }),
      meta: some(hostilePairs),
    }),
  ],
  [
    colocationConstraint,
    record({
      name: some(hostile),
      resource: either("a"),
      with: either("b"),
      score: some(either("5")),
    }),
  ],
  [
    orderConstraint,
    record({
      name: some(hostile),
      first: either("a"),
      then: either("b"),
      kind: some(either("Optional")),
    }),
  ],
  [
    locationConstraint,
    record({
      name: some(hostile),
      resource: either("a"),
      node: either("rsha1"),
      score: some(either("INFINITY")),
    }),
  ],
] as unknown as readonly (readonly [CibKind<never>, fc.Arbitrary<object>])[];

const TREE = cib(
  `<primitive id="a" class="ocf" provider="x" type="y"/><primitive id="b" class="ocf" provider="x" type="y"/><!-- a 'note' -->`,
);

/** Puts arguments. Returns `refused`, or `kept` if the configuration has exactly the declared values. */
function putHostile(kind: CibKind<CommonInputs>, own: object): "refused" | "kept" {
  const args = { __kind: kind.type, cluster: CLUSTER, ...own };
  try {
    checkStrings("r", own);
  } catch {
    return "refused"; // in the program, before Pulumi serializes the text
  }
  const failures = kind.validate(args);
  const short = failures.filter(({ reason }) => reason.length <= 10);
  if (short.length > 0) throw new Error(`too short a reason: ${JSON.stringify(short)}`);
  if (failures.length > 0) return "refused";
  const names = Object.keys({ ...(own as { parameters?: object }).parameters });
  const typed = [
    "device",
    "directory",
    "fstype",
    "options",
    "ip",
    "nic",
    "iflabel",
    "name",
    "host_list",
  ];
  let put;
  try {
    put = kind.put(TREE, { args, agent: () => anyAgent([...names, ...typed]) });
  } catch (e) {
    if (e instanceof PreconditionFailed) return "refused";
    throw e;
  }
  const there = parseXml(writeXml(put.cib));
  expect(kind.observe(there, put.id, args)).toEqual(args);
  expect([...walk(there)].map((e) => e.name).includes("pwned")).toBe(false);
  const ids = [...walk(there)].flatMap((e) => e.attributes.id ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  const patch = writePatchV2({ adminEpoch: 0, epoch: 7 }, diffCib(TREE, put.cib));
  expect(canonical(applyPatch(TREE, patch))).toBe(canonical(put.cib));
  return "kept";
}

describe("Kinds with hostile arguments", () => {
  test.each(KINDS.map(([kind, args]) => [kind.type, kind, args] as const))(
    "%s refuses or exactly keeps each of 1000 hostile arguments",
    (_type, kind, args) => {
      const outcomes = { refused: 0, kept: 0 };
      fc.assert(
        fc.property(args, (own) => {
          outcomes[putHostile(kind as unknown as CibKind<CommonInputs>, own)]++;
        }),
        { numRuns: 1000, seed: 4 },
      );
      // Both outcomes must occur, or the arguments do not test both.
      expect(Math.min(outcomes.refused, outcomes.kept)).toBeGreaterThan(20);
    },
  );
});
