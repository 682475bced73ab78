import type { Session } from "../../sdk/host/ssh/session";
import { PatchRefused } from "../../sdk/errors";
import { explainRefusal, refuseInvalid } from "../../sdk/transaction/schema-errors";
import { parseXml } from "../../sdk/cib/xml/parse";

/** The complaints of crm_verify 3.0.3, which have no line numbers. Source: that program, for these configurations. */
const COMPLAINTS: readonly (readonly [RegExp, string])[] = [
  [
    /^(?!.*<crm_config)|^(?!.*<resources)|^(?!.*<constraints)/s,
    "Element configuration failed to validate content\n",
  ],
  [
    /role="Bogus"/,
    "Expecting an element instance_attributes, got nothing\n\nExtra element operations in interleave\n\n" +
      "Element primitive failed to validate content\n\nElement resources has extra content: primitive\n",
  ],
  [/<group id="g">\s*<\/group>|<group id="g"\/>/, "Element group failed to validate content\n"],
  [/rsc="gone"/, 'IDREF attribute rsc references an unknown ID "gone"\n'],
  [
    /^(?!.*<primitive id="bad").*rsc="bad"/s,
    'IDREF attribute rsc references an unknown ID "bad"\n',
  ],
];

/** A node with Pacemaker 3.0.3. */
function node(): Session & { runs: number } {
  const self = {
    node: "rsha1",
    runs: 0,
    run: (argv: readonly string[], { stdin = "" } = {}) => {
      expect(argv[0]).toBe("crm_verify");
      self.runs += 1;
      const found = COMPLAINTS.filter(([bad]) => bad.test(stdin)).map(([, text]) => text);
      const fencing =
        "error: Resource start-up disabled since no fencing resources have been defined\n";
      const stderr = `${fencing}${found.join("\n")}Configuration invalid (-V may provide more detail)\n`;
      return Promise.resolve({ stdout: "", stderr, exitCode: 78 });
    },
    close: () => undefined,
  };
  return self;
}

const primitive = (id: string, role = ""): string =>
  `<primitive id="${id}" class="ocf" type="x"><operations><op id="${id}-monitor" name="monitor" interval="9s"${role}/></operations></primitive>`;
const cib = (resources: string, constraints = ""): ReturnType<typeof parseXml> =>
  parseXml(
    `<cib validate-with="pacemaker-4.0"><configuration><crm_config/><resources>${resources}</resources><constraints>${constraints}</constraints></configuration><status/></cib>`,
  );
const many = Array.from({ length: 300 }, (_, i) => primitive(`p${i}`)).join("");
const bogus = primitive("bad", ' role="Bogus"');
const location = (id: string, rsc: string): string =>
  `<rsc_location id="${id}" rsc="${rsc}" node="rsha1" score="1"/>`;

const refusal = new PatchRefused("rsha1", "schema", 78, "Update does not conform to the schema");
const WHERE = "the cluster's schema (pacemaker-4.0) does not allow the element";

describe("A refusal by the schema, where crm_verify names no lines (3.0.3)", () => {
  test.each([
    ["an operation among many", cib(`${many}${bogus}`), 'op id="bad-monitor" name="monitor"'],
    ["the only operation", cib(bogus), 'op id="bad-monitor" name="monitor"'],
    [
      "an operation of a group's member",
      cib(`${many}<group id="g">${primitive("p")}${bogus}</group>`),
      'op id="bad-monitor"',
    ],
    ["a group without members", cib(`${many}<group id="g"/>`), 'group id="g"'],
    ["a reference", cib(many, location("l", "gone")), 'rsc_location id="l"'],
    [
      "an operation of a resource that a constraint names",
      cib(many + bogus, location("l", "bad")),
      'op id="bad-monitor"',
    ],
    ["an operation before a reference", cib(bogus, location("l", "gone")), 'op id="bad-monitor"'],
    ["the place of two faults", cib(bogus + '<group id="g"/>'), "configuration>"],
    [
      "the place of two faults in one section",
      cib(many, location("l", "gone") + location("m", "gone")),
      "configuration>",
    ],
  ])("names %s", async (_what, planned, element) => {
    const session = node();
    const { message } = await explainRefusal(session, planned, refusal);
    expect(message).toContain(`${WHERE} <${element}`);
    expect(session.runs).toBeLessThan(40);
  });

  test("is sought with one run of crm_verify for each level", async () => {
    const session = node();
    await explainRefusal(session, cib(bogus), refusal);
    expect(session.runs).toBe(["the whole", "bad", "operations", "op"].length);
  });

  test("stops a deletion that leaves it", async () => {
    await expect(refuseInvalid(node(), "p1", cib(many, location("l", "gone")))).rejects.toThrow(
      `p1: without it the cluster's schema (pacemaker-4.0) would not allow <rsc_location id="l"`,
    );
  });

  test("is not taken from another complaint", async () => {
    await expect(refuseInvalid(node(), "p1", cib(many))).resolves.toBeUndefined();
  });
});

describe("A refusal by the schema, where crm_verify names lines", () => {
  const planned = parseXml(
    `<cib><configuration><resources><primitive id="p"><instance_attributes id="p-i"><nvpair id="p-i-x" name="password" value="s3cret" bad="1"/></instance_attributes></primitive></resources></configuration></cib>`,
  );
  const complaining = (stderr: string): Session => ({
    node: "rsha1",
    run: () => Promise.resolve({ stdout: "", stderr, exitCode: 78 }),
    close: () => undefined,
  });

  test("names the element without its value, and the schema if it is known", async () => {
    const session = complaining("-:6: element nvpair: Relax-NG\nline 6: element nvpair\n");
    const { message, cause } = await explainRefusal(session, planned, refusal);
    expect(message).toMatch(
      /^the cluster's schema \(unknown\) does not allow the element <nvpair id="p-i-x" name="password" bad="1">; nothing was changed\./,
    );
    expect(cause).toBe(refusal);
  });

  test("names the declared configuration if the complaint has no place", async () => {
    const { message } = await explainRefusal(complaining("error: no"), planned, refusal);
    expect(message).toContain("(unknown) does not allow the declared configuration; nothing");
  });

  test("is the only refusal that is explained", async () => {
    const other = new PatchRefused("rsha1", "exists", 108, "the id exists");
    const silent = complaining("");
    const run = jest.spyOn(silent, "run");
    expect(await explainRefusal(silent, planned, other)).toBe(other);
    expect(run).not.toHaveBeenCalled();
  });
});
