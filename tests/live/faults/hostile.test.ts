import { existsSync } from "node:fs";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive, ensureCluster, quiet } from "../support/cluster";
import { type Case, type Refusal, caseOf, hostileCases, programOf } from "../support/hostile-cases";
import { PLACES } from "../support/hostile-places";
import { type Mark, mark } from "../support/operations";
import { cib } from "../support/cluster-status";
import type { Declaration } from "../programs/declared";
import { times, tried } from "../support/soak";
import { type Ended, diagnostics } from "../cli/output";
import { Stack } from "../cli/stack";

const dummy = { is: "Primitive", agent: "ocf:pacemaker:Dummy", startWithGroup: true } as const;

/** The longest accepted text. */
const long = caseOf("long", "parameter", `${`"'$(touch /tmp/pwned)`.repeat(4700)}€`);

/** A resource with a wrong text in every place. */
const wrong: Declaration[string] = {
  ...dummy,
  name: "'] | //*[@id='",
  parameters: { passwd: "a\r\nb\tc", fake: "x".repeat(100_001) },
  meta: { hostile: `é"/><nvpair id="pwned" name="x" value="y` },
  operations: [{ name: "monitor", parameters: { '"/><rsc_op x="': 1, deleted: "a\u007Fb" } }],
};

const idIs = 'it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."';
const alters = "must not hold line breaks, tabs or the character DEL: Pacemaker alters them";
const subject = "error: pulumi-nodejs:dynamic/pacemaker:Primitive resource 'wrong'";
const reasons = [
  `${subject}: property name value {'] | //*[@id='} has a problem: name: "'] | //*[@id='" is not a valid id: ${idIs}; set \`name\` to such an id`,
  `${subject} has a problem: parameters: "fake" must not be longer than 100000 bytes: Pacemaker can neither start nor stop an agent that has more in its environment; "passwd" ${alters}`,
  `${subject} has a problem: meta: "hostile" must not hold &, < or " behind a character that is not ASCII: Pacemaker 2.1.3 to 2.1.7 takes them for XML`,
  `${subject} has a problem: operations: [0] parameters: "\\"/><rsc_op x=\\"" is not a name that Pacemaker can carry: ${idIs}; "deleted" ${alters}`,
];

/** Texts that the program itself refuses. It ends at the first error. */
const programRefusals: readonly (Case & { readonly line: string })[] = [
  {
    ...caseOf("sentinel", "secret", "04da6b54-80e4-46f7-96ec-b56ff0331ba9"),
    line: "error: sentinel: parameters.passwd is the text that Pulumi uses for unknown values; it cannot be given",
  },
  {
    ...caseOf("half", "meta", "\uD800"),
    line: "error: half: meta.hostile holds half of a surrogate pair, which is no valid text",
  },
  {
    ...caseOf("nul", "parameter", "\0"),
    line: "error: nul: parameters.fake holds a control character, which XML cannot hold",
  },
  {
    ...caseOf("signature", "nameOfMeta", "4dabf18193072939515e22adb298388d"),
    line: 'error: signature: meta: the name "4dabf18193072939515e22adb298388d" cannot be a name in a Pulumi program; choose another',
  },
];

/** Some resources run, so that their monitors get the parameters of the operation. */
function programWithGroup(cases: readonly Case[]): Declaration {
  const monitored = cases.filter(({ place }) => ["operation", "nameInOperation"].includes(place));
  const members = monitored.slice(0, times(3, 20)).map(({ name }) => `@${name}`);
  return programOf(cases, { target: dummy, running: { is: "Group", members } });
}

const success = ({ exitCode, output }: Ended): object => ({
  exitCode,
  output: exitCode === 0 ? "" : output,
});
const SUCCESS = { exitCode: 0, output: "" };

describeLive("Hostile texts", (lab: Lab) => {
  let stack: Stack;
  let accepted: readonly Case[];
  let refused: readonly Refusal[];
  let before: Mark;

  /** Returns parse errors of Pacemaker and failed operations from the logs of the nodes. */
  async function trouble(): Promise<string[]> {
    const looks = nodeNames.map(async (node) => {
      const script = `tail -c +${(before[node] ?? 0) + 1} /var/log/pacemaker/pacemaker.log | grep -E 'string2xml|assertion|Result of .*: (error|Error)'`;
      return (await lab.exec(node, ["sh", "-c", script])).stdout;
    });
    return (await Promise.all(looks)).flatMap((text) => text.split("\n").filter(Boolean));
  }

  beforeAll(async () => {
    await ensureCluster(lab);
    stack = await Stack.make(lab);
    const cases = await hostileCases(lab, times(24, 150));
    ({ refused } = cases);
    accepted = [...cases.accepted, long];
    before = await mark(lab);
  }, 240_000);
  afterAll(() => stack.discard());

  test("are refused with a reason that names the argument", () => {
    const nameless = refused.filter(
      ({ place, message }) => !new RegExp(`(^|: )${PLACES[place].argument}\\b`).test(message),
    );
    expect(nameless).toEqual([]);
    expect(refused.length).toBeGreaterThan(times(5, 50));
  });

  test("are all reported in one preview", async () => {
    stack.declare({ wrong });
    expect(diagnostics(await stack.preview()).wrong).toEqual(reasons);
  }, 60_000);

  test.each(programRefusals.slice(0, times(1, programRefusals.length)))(
    "are reported where the program itself ends: $name",
    async ({ line, ...one }) => {
      stack.declare(programOf([one], {}));
      expect(diagnostics(await stack.preview())["live-live"]).toEqual([line]);
    },
    60_000,
  );

  test("are in the cluster exactly as in the program, if accepted", async () => {
    stack.declare(programWithGroup(accepted));
    expect(success(await stack.up("--parallel", "256"))).toEqual(SUCCESS);
    await quiet(lab);
    const there = parseXml(`<cib>${await cib(lab)}</cib>`);
    const texts = (of: (c: Case) => unknown): object =>
      Object.fromEntries(accepted.map((c) => [`${c.place} ${c.name}`, of(c)]));
    expect(texts((c) => PLACES[c.place].found(there, c.name, c.text))).toEqual(
      texts((c) => c.text),
    );
  }, 240_000);

  test("cause no drift and no error in Pacemaker, and are never executed", async () => {
    expect(success(await stack.preview("--refresh", "--expect-no-changes"))).toEqual(SUCCESS);
    const looks = nodeNames.map((node) => lab.exec(node, ["test", "-e", "/tmp/pwned"]));
    const pwned = (await Promise.all(looks)).map(({ exitCode }) => exitCode === 0);
    expect([...pwned, existsSync("/tmp/pwned"), ...(await trouble())]).toEqual([
      false,
      false,
      false,
    ]);
    tried("Access and secrets", {
      what: "a hostile text in a program: kept exactly by the cluster, or refused",
      times: accepted.length + refused.length,
      lost: 0,
      note: `${accepted.length} kept, ${refused.length} refused with the reason, nothing executed`,
    });
  }, 120_000);
});
