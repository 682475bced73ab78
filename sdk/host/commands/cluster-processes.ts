import { type Script, runChecked, scriptArgv, type Session } from "../ssh/session";

/** The daemons of a cluster. CMAN is a plug-in of corosync. */
const DAEMONS = ["corosync", "pacemakerd"];

/** Prints those of the programs $@ that run. Fails where pidof is missing, because silence would be believed. */
const FIND: Script = {
  label: `pidof ${DAEMONS.join(" ")}`,
  source: `
for program; do
  pidof "$program" >/dev/null
  code=$?
  [ $code -gt 1 ] && exit $code
  [ $code = 0 ] && echo "$program"
done
exit 0
`,
};

/** Finds the daemons of a cluster that run on a node, as processes: init scripts and pid files do not prove it. */
export async function findClusterProcesses(session: Session): Promise<readonly string[]> {
  const text = await runChecked(session, scriptArgv(FIND, ...DAEMONS), { label: FIND.label });
  return text.split("\n").filter((line) => line !== "");
}
