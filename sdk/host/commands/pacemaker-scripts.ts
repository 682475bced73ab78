import type { Script } from "../ssh/session";
import { IGNORED, OUTDATED, TRUNCATED } from "./pacemaker-dialect";

/** Output of `PATCH` after the commit, before the header. */
export const COMMITTED = "committed";

/**
 * Applies the patch on standard input, if it ends with the marker $1, and prints the CIB's header.
 * The marker detects truncation: Pacemaker repairs truncated XML silently and applies the rest (1.1.18: its daemon dies).
 * The output of cibadmin is dropped: at a schema violation it is the whole CIB.
 */
export const PATCH: Script = {
  label: "cibadmin --patch",
  source: `
patch=$(cat)
case $patch in
  *"$1") ;;
  *) echo "the patch did not arrive whole; nothing was done" >&2; exit ${TRUNCATED} ;;
esac
printf '%s' "\${patch%"$1"}" | cibadmin --patch --xml-pipe >/dev/null || exit
echo ${COMMITTED}
cibadmin --query --no-children
`,
};

/** Placeholder for `num_updates` in a patch. Only its first occurrence counts. */
export const NUM_UPDATES = "@num_updates@";

/**
 * Applies a patch with the base version admin_epoch $3, epoch $4. $2 is the placeholder for `num_updates`, which must be right
 * (format 1; Pacemaker 3.0.3) and grows with every operation of the cluster. So the script reads it, fills it in and retries,
 * without a round trip (seen: with a flapping resource, 15 of 20 attempts on 1.1.10 come too late). A number that is too old
 * is 206 (1.1) or 103 (3.0.3). Pacemaker accepts an unknown format and does nothing: then the epoch has not moved.
 */
export const PATCH_WITH_UPDATES: Script = {
  label: "cibadmin --patch",
  source: `
planned() {
  case $1 in *" admin_epoch=\\"$2\\""*) ;; *) return 1 ;; esac
  case $1 in *" epoch=\\"$3\\""*) ;; *) return 1 ;; esac
}
patch=$(cat)
case $patch in
  *"$1") ;;
  *) echo "the patch did not arrive whole; nothing was done" >&2; exit ${TRUNCATED} ;;
esac
patch=\${patch%"$1"}
before=\${patch%%"$2"*}
after=\${patch#*"$2"}
left=50
while :; do
  header=$(cibadmin --query --no-children) || exit
  planned "$header" "$3" "$4" || exit ${OUTDATED}
  updates=\${header#*' num_updates="'}
  updates=\${updates%%'"'*}
  case $updates in ''|*[!0-9]*) echo "the CIB has no num_updates" >&2; exit 1 ;; esac
  printf '%s' "$before$updates$after" | cibadmin --patch --xml-pipe >/dev/null && break
  code=$?
  left=$((left - 1))
  case $code in 206 | 103) ;; *) exit "$code" ;; esac
  if [ "$left" = 0 ]; then exit "$code"; fi
done
header=$(cibadmin --query --no-children)
code=$?
if planned "$header" "$3" "$4"; then
  echo "the patch was accepted, but nothing was done: this Pacemaker does not know its format" >&2
  exit ${IGNORED}
fi
echo ${COMMITTED}
printf '%s\\n' "$header"
exit "$code"
`,
};

/** Separates the parts of a snapshot. No well-formed XML contains it. */
export const SEPARATOR = "]]>--<<";

/** Prints the CIB, the separator $1, and the scheduler's result for that CIB. */
export const SNAPSHOT: Script = {
  label: "cibadmin --query | crm_simulate --simulate",
  source: `
cib=$(cibadmin --query) || exit
printf '%s\\n%s\\n' "$cib" "$1"
printf '%s' "$cib" | crm_simulate --simulate --xml-pipe --output-as=xml
`,
};

/**
 * Prints a snapshot if crm_simulate has no XML (1.1, 2.0): the CIB, the scheduler's result as text, and the output of
 * crm_mon, with separators. crm_mon reads the same CIB (a hidden option of all versions). If that fails, it reads the
 * cluster.
 */
export const SNAPSHOT_IN_TEXT: Script = {
  label: "cibadmin --query | crm_simulate --simulate; crm_mon --as-xml",
  source: `
cib=$(cibadmin --query) || exit
printf '%s\\n%s\\n' "$cib" "$1"
printf '%s' "$cib" | crm_simulate --simulate --xml-pipe || exit
printf '\\n%s\\n' "$1"
seen=$(printf '%s' "$cib" | crm_mon --xml-file /dev/stdin --as-xml --inactive)
case $seen in
  *"</crm_mon>"*) ;;
  *) seen=$(crm_mon --as-xml --inactive) || exit ;;
esac
printf '%s' "$seen"
`,
};
