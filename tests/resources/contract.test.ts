import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CIB_KINDS, LIFECYCLES } from "../../sdk/provider/register";
import { agent, cib } from "../helpers";
import {
  type Surroundings,
  checkDrift,
  checkPut,
  checkReference,
  checkRegistration,
  checkSamples,
  checkSecondValues,
  checkSecrets,
  classesInReadme,
} from "./contract";
import { readExportedClasses } from "./exported-classes";
import { KIND_SAMPLES } from "./kind-samples";

const ROOT = join(__dirname, "../..");
const CLASSES = readExportedClasses(ROOT);
const KINDS = LIFECYCLES.map(({ kind }) => kind);

const dummy = (id: string): string =>
  `<primitive id="${id}" class="ocf" type="Dummy" provider="pacemaker"/>`;

/** Without it, no resource could run when `stonithEnabled` is removed. */
const FENCE = ["fence", "fence2"]
  .map((id) => `<primitive id="${id}" class="stonith" type="fence_ipmilan"/>`)
  .join("");

const TEMPLATES = ["t", "other"].map(
  (id) => `<template id="${id}" class="ocf" type="Dummy" provider="pacemaker"/>`,
);

/** The second value of an agent is another agent with the same meta-data. */
const RENAMED: Readonly<Record<string, string>> = {
  "lsb:other": "lsb:abiquo-tomcat",
  "ocf:heartbeat:Dummy": "ocf:pacemaker:Dummy",
};

const SURROUNDINGS: Surroundings = {
  cib: cib(
    [...TEMPLATES, ...["a", "b", "c", "d"].map(dummy), FENCE].join(""),
    "",
    `<acls><acl_role id="role"/><acl_role id="role2"/></acls>`,
  ),
  agent: (name) => agent(RENAMED[name] ?? name),
};

/** Arguments that `put` does not write unchanged, each with its reason. */
const UNWRITTEN: Readonly<Record<string, string>> = {
  cluster: "selects the CIB",
  adopt: "decides whether an existing object is adopted",
  waitFor: "decides the condition of the wait",
  waitTimeout: "limits the wait",
  name: "an object with another name is another object",
  "pacemaker:CibElement parent": "an element in another parent is another object",
  "pacemaker:FencingTopology node": "the levels of another target are another object",
  "pacemaker:FencingTopology nodePattern": "the levels of another target are another object",
  "pacemaker:FencingTopology nodeAttribute": "the levels of another target are another object",
  "pacemaker:NodeAttributes node": "the attributes of another node are another object",
  startWithGroup: "applies only to the first start; afterwards target-role is the operator's",
};

/** Elements that `remove` leaves on purpose. */
const LEFTOVERS: Readonly<Record<string, readonly string[]>> = {
  // Empty sections and sets have no meaning, and can belong to another writer.
  "pacemaker:PacemakerProperties": [
    "create /cib/configuration <rsc_defaults/>",
    "create /cib/configuration <op_defaults/>",
    'create /cib/configuration/crm_config <cluster_property_set id="cib-bootstrap-options"/>',
  ],
  "pacemaker:Alert": ["create /cib/configuration <alerts/>"],
  "pacemaker:FencingTopology": ["create /cib/configuration <fencing-topology/>"],
  "pacemaker:ResourceDefaults": ["create /cib/configuration <rsc_defaults/>"],
  "pacemaker:OperationDefaults": ["create /cib/configuration <op_defaults/>"],
  "pacemaker:Tag": ["create /cib/configuration <tags/>"],
  // The primitive is moved to the end, so the other resources move up.
  "pacemaker:Bundle": ["b", "c", "d", "fence", "fence2"].map(
    (id) => `move /cib/configuration/resources/primitive[@id='${id}']`,
  ),
  // The members are moved to the end, so the other resources move up.
  "pacemaker:ResourceGroup": ["c", "d", "fence", "fence2"].map(
    (id) => `move /cib/configuration/resources/primitive[@id='${id}']`,
  ),
};

describe("The contract of kinds", () => {
  test("every exported class has a registered kind, and every registered kind a class", () => {
    expect(checkRegistration(KINDS, CLASSES)).toEqual([]);
  });

  test("every argument has a comment in the reference, and every class an example and a row in README.md", () => {
    const described = classesInReadme(readFileSync(join(ROOT, "README.md"), "utf8"));
    expect(checkReference(KINDS, CLASSES, described)).toEqual([]);
  });

  test("every argument that holds a secret is marked as secret and has a secret name", () => {
    expect(checkSecrets(KINDS)).toEqual([]);
  });

  test("every registered kind has samples of all its arguments, which it accepts", () => {
    expect(checkSamples(KINDS, KIND_SAMPLES)).toEqual([]);
  });

  test("every argument that is written into the CIB has a second value in a sample", () => {
    expect(checkSecondValues(CIB_KINDS, KIND_SAMPLES, UNWRITTEN)).toEqual([]);
  });
});

const samples = CIB_KINDS.flatMap((kind: CibKind<CommonInputs>) =>
  (KIND_SAMPLES[kind.type] ?? []).map((sample, i) => ({ kind, sample, type: kind.type, i })),
);

describe.each(samples)("The contract of $type, sample $i", ({ kind, sample }) => {
  test("holds for put, a second put, observe and remove", () => {
    expect(checkPut(kind, sample, SURROUNDINGS, LEFTOVERS[kind.type])).toEqual([]);
  });

  test("holds for observe after each argument is changed or removed by hand", () => {
    expect(checkDrift(kind, sample, SURROUNDINGS)).toEqual([]);
  });
});
