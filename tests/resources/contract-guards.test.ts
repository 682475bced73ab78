import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";
import { LIFECYCLES } from "../../sdk/provider/register";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { nonEmpty } from "../../sdk/kind/rules";
import { agent, cib } from "../helpers";
import {
  checkDrift,
  checkPut,
  checkReference,
  checkRegistration,
  checkSamples,
  checkSecondValues,
  checkSecrets,
  classesInReadme,
} from "./contract";
import { type ExportedClass, loadProgram, readExportedClasses } from "./exported-classes";
import { KIND_SAMPLES } from "./kind-samples";

const ROOT = resolve(__dirname, "../..");
const KINDS = LIFECYCLES.map(({ kind }) => kind);

/** Entries that are deleted from a copy of sdk, and the compiler's errors. One entry for each form of a table. */
const DELETED = [
  ["resources/primitives/ip-addr2.ts", /^ *nic: .*\n/m, "Property 'nic' is missing in type"],
  [
    "resources/constraints/order.ts",
    /^ *symmetrical: \{.*\n/m,
    "Property 'symmetrical' is missing in type",
  ],
  [
    "resources/groups/resource-group.ts",
    /^ *members: \{.*\n/m,
    "Property 'members' is missing in type",
  ],
  [
    "resources/properties/pacemaker-properties.ts",
    /^ *resourceDefaults: \{.*\n/m,
    "Property 'resourceDefaults' is missing in type",
  ],
  ["resources/hosts/host-service.ts", /^ *boot: \{.*\n/m, "Property 'boot' is missing in type"],
  [
    "resources/clusters/cman-cluster.ts",
    /^ *quorumTimeout: \{.*\n/m,
    "Property 'quorumTimeout' is missing in type",
  ],
] as const;

const folder = mkdtempSync(join(tmpdir(), "contract-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** Copies the files that the compiler needs, and deletes the entries. */
function copyWithoutEntries(): void {
  for (const name of ["sdk", "tsconfig.json", "package.json"])
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const [file, entry] of DELETED) {
    const path = join(folder, "sdk", file);
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(entry);
    writeFileSync(path, text.replace(entry, ""));
  }
}

/** Returns the compiler's errors in a file of the copy. */
function errorsOf(program: ts.Program, file: string): string {
  const source = program.getSourceFile(join(folder, "sdk", file));
  return program
    .getSemanticDiagnostics(source)
    .map((d) => ts.flattenDiagnosticMessageText(d.messageText, "\n"))
    .join("\n");
}

describe("A copy of sdk without one entry of a kind's table", () => {
  let program: ts.Program;

  beforeAll(() => {
    copyWithoutEntries();
    program = loadProgram(
      folder,
      DELETED.map(([file]) => `sdk/${file}`),
    );
  }, 60_000);

  test.each(DELETED)(
    "%s: the compiler names the entry",
    (file, _entry, error) => {
      expect(errorsOf(program, file)).toContain(error);
    },
    60_000,
  );
});

/**
 * Returns the failures that a mutation adds. A failure that the project has without it fails the contract's own test, and
 * only that one.
 */
const added = (unchanged: readonly string[], mutated: readonly string[]): readonly string[] =>
  mutated.filter((failure) => !unchanged.includes(failure));

describe("The contract", () => {
  let classes: readonly ExportedClass[];
  const withoutIp = KINDS.filter(({ type }) => type !== "pacemaker:IpAddr2");

  beforeAll(() => {
    classes = readExportedClasses(ROOT);
  }, 60_000);

  test("names the kind whose registration is deleted", () => {
    const registration = checkRegistration(KINDS, classes);
    expect(added(registration, checkRegistration(withoutIp, classes))).toEqual([
      "IpAddr2Resource (pacemaker:IpAddr2) is exported by sdk/index.ts, but not in sdk/provider/register.ts: add ipAddr2 there",
    ]);
    const samples = checkSamples(KINDS, KIND_SAMPLES);
    expect(added(samples, checkSamples(withoutIp, KIND_SAMPLES))).toEqual([
      "pacemaker:IpAddr2 has a sample in tests/resources/kind-samples.ts, but is not in sdk/provider/register.ts: add it there",
    ]);
  });

  test("names the kind whose class is not exported", () => {
    const others = classes.filter(({ name }) => name !== "IpAddr2Resource");
    expect(added(checkRegistration(KINDS, classes), checkRegistration(KINDS, others))).toEqual([
      "pacemaker:IpAddr2 is in sdk/provider/register.ts, but sdk/index.ts exports no class for it: export its class there",
    ]);
  });

  test("names the class that has no type", () => {
    const untyped = classes.map((c) =>
      c.name === "IpAddr2Resource" ? { ...c, hasType: false } : c,
    );
    expect(added(checkRegistration(KINDS, classes), checkRegistration(KINDS, untyped))).toEqual([
      "IpAddr2Resource has no type, so IpAddr2Resource.isInstance accepts every resource: add `static override readonly __pulumiType = resourceType(ipAddr2)` to the class",
    ]);
  });

  test("names the argument that a sample lacks, and the kind that has no sample", () => {
    const [{ nic, ...others } = {}, ...cloned] = KIND_SAMPLES["pacemaker:IpAddr2"] ?? [];
    expect(nic).toBeDefined();
    const unchanged = checkSamples(KINDS, KIND_SAMPLES);
    const withoutNic = { ...KIND_SAMPLES, "pacemaker:IpAddr2": [others, ...cloned] };
    expect(added(unchanged, checkSamples(KINDS, withoutNic))).toEqual([
      "pacemaker:IpAddr2: the sample in tests/resources/kind-samples.ts lacks nic: add it there",
    ]);
    const { "pacemaker:Lsb": lsb, ...withoutLsb } = KIND_SAMPLES;
    expect(lsb).toBeDefined();
    expect(added(unchanged, checkSamples(KINDS, withoutLsb))).toEqual([
      "pacemaker:Lsb has no sample: add one to tests/resources/kind-samples.ts",
    ]);
  });

  test("names a kind without a sample once, not each of its arguments", () => {
    expect(checkSecondValues([ipAddr2], {}, {})).toEqual([]);
  });

  test("names the argument without a comment, and the class without an example or a row in README.md", () => {
    const own = classes.filter(({ name }) => name === "IpAddr2Resource");
    const bare = own.map((c) => ({
      ...c,
      documented: c.documented.filter((a) => a !== "nic"),
      hasExample: false,
    }));
    const unchanged = checkReference(KINDS, own, ["IpAddr2Resource"]);
    expect(added(unchanged, checkReference(KINDS, bare, ["LsbResource"]))).toEqual([
      "pacemaker:IpAddr2: IpAddr2Args lacks a comment on nic: add it there",
      "IpAddr2Resource (pacemaker:IpAddr2) lacks an @example: add one to its comment",
      "IpAddr2Resource (pacemaker:IpAddr2) has no row in The kinds of README.md: add one there",
    ]);
  });

  test("finds the classes of README.md in the first column of its table of kinds only", () => {
    const page =
      "| `Before` | x |\n\n## The kinds\n\n| resource | what |\n|---|---|\n| `A`, `B` | as `C` |\n\n## More\n\n| `After` | x |\n";
    expect(classesInReadme(page)).toEqual(["A", "B"]);
  });

  test("names the argument that holds a password and is not marked, and the one that would be stored in clear", () => {
    const unchanged = checkSecrets([ipAddr2]);
    const mutated = {
      ...ipAddr2,
      arguments: {
        ...ipAddr2.arguments,
        passwd: { parameter: "passwd", rule: nonEmpty },
        login: { parameter: "passwd", rule: nonEmpty, secret: true },
        user: { parameter: "login", rule: nonEmpty },
      },
    };
    expect(added(unchanged, checkSecrets([mutated]))).toEqual([
      "pacemaker:IpAddr2: passwd holds a secret: add `secret: true` to it in the kind's table",
      "pacemaker:IpAddr2: login would be stored in clear, because only its parameter passwd has a secret name: call it passwd",
    ]);
  });
});

describe("The contract of a kind in the CIB", () => {
  const kind = ipAddr2 as unknown as CibKind<CommonInputs>;
  const surroundings = { cib: cib(), agent };
  const sample = {
    cluster: [{ nodes: [] }],
    name: ["x"],
    ip: ["10.0.0.1"],
    nic: ["eth0", "eth1"],
  } as const;

  test("names the argument whose drift is not observed", () => {
    const blind: typeof kind = {
      ...kind,
      observe: (tree, id, args) => {
        const seen = kind.observe(tree, id, args);
        return seen && Object.assign({}, seen, { nic: "eth0" });
      },
    };
    const unchanged = checkDrift(kind, sample, surroundings);
    expect(added(unchanged, checkDrift(blind, sample, surroundings))).toEqual(
      ["changed", "removed"].map(
        (how) =>
          `pacemaker:IpAddr2: nic is ${how} by hand, and observe shows nothing as different: read nic in observe`,
      ),
    );
  });

  test("names the argument that is not written", () => {
    const silent: typeof kind = {
      ...kind,
      put: (tree, request) =>
        kind.put(tree, { ...request, args: Object.assign({}, request.args, { nic: "eth0" }) }),
    };
    expect(checkDrift(silent, sample, surroundings)).toContain(
      "pacemaker:IpAddr2: nic is not written: changed, it leaves the CIB as it is: write it in put",
    );
  });

  test("names elements that remove leaves", () => {
    const careless: typeof kind = { ...kind, remove: (tree) => tree };
    const unchanged = checkPut(kind, sample, surroundings);
    expect(added(unchanged, checkPut(careless, sample, surroundings))).toEqual([
      expect.stringMatching(
        /^pacemaker:IpAddr2: remove does not restore the CIB: create .*: correct remove$/,
      ),
    ]);
  });
});
