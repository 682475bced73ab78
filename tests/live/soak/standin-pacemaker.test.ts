import type { Lab } from "../../lab/cluster/lab";
import { describeOnStandin, imitate } from "../support/cluster";

/** Exit codes and words of the recordings p1110-*, p1118-* (see the README of the stand-in). */
const RECORDED = {
  "1.1.10": {
    features:
      "Pacemaker 1.1.10 (Build: 368c726411)\n Supporting v3.0.7:  generated-manpages ncurses libqb-logging libqb-ipc upstart nagios  corosync-plugin cman\n",
    codes: { format2: 0, format1: 206, invalid: 203, absent: 6, unknown: 1, cleanup: 19 },
    exit: "(-206): Application of an update diff failed",
  },
  "1.1.18": {
    features:
      "Pacemaker 1.1.18 (Build: 2b07d5c5a9)\n Supporting v3.0.14:  generated-manpages ncurses libqb-logging libqb-ipc nagios  corosync-plugin cman acls\n",
    codes: { format2: 205, format1: 205, invalid: 203, absent: 6, unknown: 1, cleanup: 6 },
    exit: "(-205): Update was older than existing configuration",
  },
} as const;

const half = (name: string, epoch: number): string =>
  `<diff-${name}><cib admin_epoch="0" epoch="${epoch}" num_updates="0"/></diff-${name}>`;
const outdated = {
  format1: `<diff>${half("removed", 0)}${half("added", 1)}</diff>`,
  format2:
    '<diff format="2"><version><source admin_epoch="0" epoch="0"/><target admin_epoch="0" epoch="1"/></version><change operation="delete" path="/cib/configuration/tags"/></diff>',
};
const patch = (text: string): string => `printf %s '${text}' | cibadmin --patch --xml-pipe`;

describeOnStandin("The stand-in for EL6, compared with the real Pacemaker 1.1", (lab: Lab) => {
  afterEach(() => imitate(lab));

  const run = (command: string): ReturnType<Lab["exec"]> =>
    lab.exec("rsha1", ["sh", "-c", command]);
  const code = async (command: string): Promise<number> => (await run(command)).exitCode;
  const versions = ["1.1.10", "1.1.18"] as const;

  test.each(versions)("%s: exits with 107 while nothing runs", async (version) => {
    await imitate(lab, version);
    const { exitCode, stderr } = await run("cibadmin --query");
    expect([exitCode, stderr.split("\n").slice(-3)]).toEqual([
      107,
      [
        "Signon to CIB failed: Transport endpoint is not connected",
        "Init failed, could not perform requested operations",
        "",
      ],
    ]);
  });

  // The programs read the choice at each call, so that one cluster serves for both versions.
  test.each(versions)(
    "%s: has the same feature set, exit codes and messages",
    async (version) => {
      await lab.cluster();
      await imitate(lab, version);
      const { features, codes, exit } = RECORDED[version];
      expect((await run("pacemakerd --features")).stdout).toBe(features);
      expect({
        format2: await code(patch(outdated.format2)),
        format1: await code(patch(outdated.format1)),
        invalid: await code("cibadmin --create -o resources -X '<primitve id=\"bad\"/>'"),
        absent: await code("cibadmin --query --xpath \"//primitive[@id='nosuch']\""),
        unknown: await code("crm_simulate -L -S --output-as=xml"),
        cleanup: await code("crm_resource --cleanup --resource nosuch"),
      }).toEqual(codes);
      const refused = await run(patch(outdated[version === "1.1.10" ? "format1" : "format2"]));
      expect(refused.stderr).toBe(`Call cib_apply_diff failed ${exit}\n`);
    },
    120_000,
  );
});
