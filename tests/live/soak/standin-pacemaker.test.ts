import { type Recorded, recording } from "../../cman/recordings";
import type { Lab } from "../../lab/cluster/lab";
import { type OldPacemaker, describeOnStandin, imitate } from "../support/cluster";

interface Answer {
  readonly exitCode: number;
  readonly stderr: string;
}

/** Finds a command in a recording of `tests/fixtures/pacemaker-1.1`. */
function find(version: OldPacemaker, name: string, command: string): Recorded {
  const folder = `pacemaker-1.1/${version}`;
  const found = recording(name, folder).find((r) => r.command === command);
  if (!found) throw new Error(`${folder}/${name} has no ${command}`);
  return found;
}

/** Returns the answer of the real program, from a recording that tells both outputs apart. */
function real(...which: Parameters<typeof find>): Answer {
  const { exitCode, output } = find(...which);
  const [, stderr = ""] = output.split(/^stderr\(\d+ lines\):\n/m);
  return { exitCode, stderr };
}

/** Commands of the recording 03-errors. */
const ERRORS = [
  `cibadmin -Q --xpath "//primitive[@id='nosuch']"`,
  `cibadmin --create -o resources -X '<primitve id="bad"/>'`,
  `cibadmin --modify -o resources -X '<primitive id="nosuch" description="x"/>'`,
  `cibadmin --delete -o resources -X '<primitive id="nosuch"/>'`,
  `cibadmin --erase`,
  `crm_resource --cleanup -r nosuch`,
];

/** Commands of that recording whose messages differ: an unknown option is followed by the usage, for example. */
const EXIT_CODES = ["crm_simulate -L -S --output-as=xml", "crm_resource -r nosuch -W"];

const half = (name: string, epoch: number): string =>
  `<diff-${name}><cib admin_epoch="0" epoch="${epoch}" num_updates="0"/></diff-${name}>`;
const format2 = (source: string, change: string): string =>
  `<diff format="2"><version>${source}</version>${change}</diff>`;
const OLD = '<source admin_epoch="0" epoch="0"/><target admin_epoch="0" epoch="1"/>';
const SET = "/cib/configuration/crm_config/cluster_property_set";
const PATCHES: Readonly<Record<string, string>> = {
  outdated1: `<diff>${half("removed", 0)}${half("added", 1)}</diff>`,
  outdated2: format2(OLD, '<change operation="delete" path="/cib/configuration/tags"/>'),
  withoutParent: format2("", `<change operation="create" path="/cib/nosuch"><tags/></change>`),
  withoutResult: format2("", `<change operation="modify" path="${SET}"/>`),
};

const applying = (code: number, words: string): Answer => ({
  exitCode: code,
  stderr: `Call cib_apply_diff failed (-${code}): ${words}\n`,
});
const doesNotApply = applying(206, "Application of an update diff failed");
const outdated = applying(205, "Update was older than existing configuration");
const ignored: Answer = { exitCode: 0, stderr: "" };

/** Answers to the patches (recordings 01-patch): 1.1.10 does not know format 2. */
const REFUSALS = {
  "1.1.10": {
    ...{ outdated1: doesNotApply, outdated2: ignored },
    ...{ withoutParent: ignored, withoutResult: ignored },
  },
  "1.1.18": {
    ...{ outdated1: outdated, outdated2: outdated, withoutParent: doesNotApply },
    withoutResult: applying(42, "No message of desired type"),
  },
} as const;

describeOnStandin("The stand-in for EL6, compared with the real Pacemaker 1.1", (lab: Lab) => {
  afterEach(() => imitate(lab));

  const run = (command: string): ReturnType<Lab["exec"]> =>
    lab.exec("rsha1", ["sh", "-c", command]);
  async function answer(command: string): Promise<Answer> {
    const { exitCode, stderr } = await run(command);
    return { exitCode, stderr };
  }
  /** Makes a record by name, one value after the other. */
  async function each<T>(
    names: readonly string[],
    value: (name: string) => T | Promise<T>,
  ): Promise<Record<string, T>> {
    const found: Record<string, T> = {};
    for (const name of names) found[name] = await value(name);
    return found;
  }
  const versions = ["1.1.10", "1.1.18"] as const;

  test.each(versions)("%s: answers as recorded while nothing runs", async (version) => {
    await imitate(lab, version);
    expect(await answer("cibadmin -Q")).toEqual(real(version, "05-down", "cibadmin -Q"));
  });

  // The programs read the choice at each call, so that one cluster serves for both versions.
  test.each(versions)(
    "%s: has the recorded features, exit codes and messages",
    async (version) => {
      await lab.cluster();
      await imitate(lab, version);
      const recorded = find(version, "00-versions", "pacemakerd --features");
      expect((await run(recorded.command)).stdout).toBe(recorded.output);
      const ofReal = (command: string): Answer => real(version, "03-errors", command);
      expect(await each(ERRORS, answer)).toEqual(await each(ERRORS, ofReal));
      const code = async (command: string): Promise<number> => (await run(command)).exitCode;
      expect(await each(EXIT_CODES, code)).toEqual(
        await each(EXIT_CODES, (command) => ofReal(command).exitCode),
      );
    },
    120_000,
  );

  test.each(versions)(
    "%s: refuses patches as recorded",
    async (version) => {
      await lab.cluster();
      await imitate(lab, version);
      const apply = async (text: string): Promise<Answer> =>
        answer(`printf %s '${text}' | cibadmin --patch --xml-pipe`);
      const refused = await each(Object.keys(PATCHES), (name) => apply(PATCHES[name] ?? ""));
      expect(refused).toEqual(REFUSALS[version]);
    },
    120_000,
  );
});
