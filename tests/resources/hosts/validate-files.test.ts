import * as fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { secretNames, isSecretValue } from "../../../sdk/program/mark-secrets";
import { editProperties, readSection } from "../../../sdk/files/properties";
import { hostFile } from "../../../sdk/resources/hosts/host-file";
import { hostService } from "../../../sdk/resources/hosts/host-service";
import { propertiesRule } from "../../../sdk/resources/hosts/validate-files";
import { propertiesFile } from "../../../sdk/resources/hosts/properties-file";
import { hostile } from "../../hostile";
import { CLUSTER } from "../kind-helpers";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
interface Validates {
  readonly type: string;
  validate(args: never): readonly { readonly property: string; readonly reason: string }[];
}
const found = (kind: Validates, own: object): string[] =>
  kind
    .validate({ __kind: kind.type, cluster: CLUSTER, ...own } as never)
    .map((f) => `${f.property} | ${f.reason}`);

const FILE = { path: "/opt/a.properties", section: "remote-services" };
const ABSOLUTE =
  'is not the absolute path of a file, such as "/opt/abiquo/config/abiquo.properties"';

describe("Validation of files and services", () => {
  test.each<[string, Validates, object, string[]]>([
    [
      "valid properties",
      propertiesFile,
      { ...FILE, properties: { "a.b": "c", d: 1, e: true } },
      [],
    ],
    [
      "unknown arguments",
      propertiesFile,
      { path: UNKNOWN, properties: UNKNOWN, section: UNKNOWN },
      [],
    ],
    ["an unknown value", propertiesFile, { ...FILE, properties: { a: UNKNOWN } }, []],
    ["a new file", propertiesFile, { ...FILE, properties: {}, mode: "640", owner: "tomcat" }, []],
    [
      "several invalid arguments",
      propertiesFile,
      { section: " x", properties: { a: { b: "Canary7" } }, group: "a b", value: "Canary7" },
      [
        ' | "value" is not known; use one of: cluster, group, mode, owner, path, properties, section',
        "path | path is required",
        'section | section: " x" is not the name of a section: give it without brackets, line breaks and surrounding blanks',
        ' | properties: "a" must be a text, a number, true or false',
        'group | group: "a b" is not the name or the number of an account, such as "tomcat"',
        "group | group: applies only to a file that is created: declare mode, too",
      ],
    ],
    [
      "invalid keys and values",
      propertiesFile,
      {
        ...FILE,
        properties: { "": 1, "#a": 1, "a\\": 1, ok: " Canary7", end: "Canary7\\", fine: "a\\\\" },
      },
      [
        ' | properties: "" cannot be a key: it must not be empty, nor begin or end with a blank; ' +
          '"#a" cannot be a key: # has a special meaning there; correct the name; ' +
          '"a\\\\" cannot be a key: \\ has a special meaning there; correct the name; ' +
          '"ok" must not begin or end with a blank: applications drop it when they read the file; ' +
          '"end" must not end with a single backslash: the next line would become part of the value',
      ],
    ],
    [
      "a valid complete file",
      hostFile,
      { path: "/etc/x", content: "", mode: "4755", adopt: true },
      [],
    ],
    [
      "an invalid complete file",
      hostFile,
      { path: "etc/x", content: 7, mode: "rw" },
      [
        `path | path: "etc/x" ${ABSOLUTE}`,
        " | content: must be a text",
        'mode | mode: "rw" is not a mode: give octal digits as a text, such as "0640"',
      ],
    ],
    ["a valid service", hostService, { service: "getty@tty1" }, []],
    [
      "an option as a service",
      hostService,
      { service: "-f" },
      ['service | service: "-f" is not the name of a service, such as "abiquo-tomcat"'],
    ],
  ])("returns the expected failures for %s", (_what, kind, own, reasons) => {
    expect(found(kind, own)).toEqual(reasons);
  });

  test("accepts only keys and values that can be read back from the file", () => {
    const outcomes = { refused: 0, kept: 0 };
    const pairs = fc.dictionary(hostile, fc.oneof(hostile, fc.integer(), fc.boolean()), {
      minKeys: 1,
      maxKeys: 3,
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(pairs, fc.constantFrom("", "[t]\na=1\n[s]\nx = y", "[s]\r\n"), (own, text) => {
        const outcome = propertiesRule(own) === undefined ? "kept" : "refused";
        outcomes[outcome]++;
        if (outcome === "refused") return;
        const set = Object.fromEntries(Object.entries(own).map(([k, v]) => [k, String(v)]));
        const section = "s";
        const next = editProperties(text, { section, set, unset: [] });
        const there = readSection(next, section, Object.keys(set));
        expect(Object.keys(set).map((k) => there.values.get(k))).toEqual(Object.values(set));
        expect(editProperties(next, { section, set, unset: [] })).toBe(next);
      }),
      { numRuns: 3000, seed: 4 },
    );
    expect(Math.min(outcomes.refused, outcomes.kept)).toBeGreaterThan(100);
  });
});

const plain = (output: pulumi.Output<unknown>): Promise<[unknown, boolean]> =>
  new Promise((resolve) => {
    output.apply((v) => void pulumi.isSecret(output).then((secret) => resolve([v, secret])));
  });

describe("secretNames", () => {
  test("lists the names of secret values, and the list is not secret", async () => {
    const secret = pulumi.secret("x");
    const outputs = [
      secretNames({ b: secret, a: pulumi.output(secret), c: "x", d: pulumi.output(1) }),
      secretNames({ c: "x" }),
      secretNames(pulumi.secret({ b: 1, a: 2 })),
      secretNames(pulumi.output({ b: 1 })),
      secretNames(Promise.resolve({ b: 1 })),
      secretNames("nonsense"),
      isSecretValue(secret),
      isSecretValue("x"),
    ];
    expect(await Promise.all(outputs.map((o) => plain(o)))).toEqual([
      [["a", "b"], false],
      [undefined, false],
      [["a", "b"], false],
      [undefined, false],
      [undefined, false],
      [undefined, false],
      [true, false],
      [undefined, false],
    ]);
  });
});
