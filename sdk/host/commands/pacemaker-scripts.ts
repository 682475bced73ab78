import { ABSENT, IGNORED, OUTDATED, TRUNCATED } from "./exit-codes";

/** A script for `sh -c`. It never holds a value: values are its arguments or its standard input. */
export interface Script {
  readonly label: string;
  readonly source: string;
}

/** The argv that runs a script with arguments. */
export function scriptArgv({ source }: Script, ...args: readonly string[]): string[] {
  return ["sh", "-c", source, "sh", ...args];
}

/** What `PATCH` prints between the commit and the header that it reads back. */
export const COMMITTED = "committed";

/**
 * Applies the patch on standard input, if it ends with the marker in $1, and prints the CIB's header.
 * Pacemaker repairs truncated XML silently and applies what is left (1.1.18: its daemon dies of it), hence the marker.
 * cibadmin's output is dropped: at a schema violation it is the whole CIB.
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

/** Stands for `num_updates` in a patch of format 1; the first one in it is meant. */
export const NUM_UPDATES = "@num_updates@";

/**
 * The same for a patch of format 1, planned on admin_epoch $3 and epoch $4, in which $2 stands for `num_updates`. That has
 * to be right and grows with every operation of the cluster, so it is read, filled in and tried again here, without a way
 * to the node in between (seen: with a resource that flaps, 15 of 20 tries of 1.1.10 come too late).
 * A patch that it does not understand is accepted and does nothing: then the epoch has not moved.
 */
export const PATCH_FORMAT_1: Script = {
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
  if [ "$code" != 206 ] || [ "$left" = 0 ]; then exit "$code"; fi
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

/** Stands between the two parts of a snapshot; no well-formed XML holds it. */
export const SEPARATOR = "]]>--<<";

/** Prints the CIB, the separator in $1, and what the scheduler would do with that CIB. */
export const SNAPSHOT: Script = {
  label: "cibadmin --query | crm_simulate --simulate",
  source: `
cib=$(cibadmin --query) || exit
printf '%s\\n%s\\n' "$cib" "$1"
printf '%s' "$cib" | crm_simulate --simulate --xml-pipe --output-as=xml
`,
};

/**
 * The same where crm_simulate has no XML (1.1, 2.0): the CIB, what the scheduler would do with it, in text, and how
 * crm_mon sees it, with the separator between them. crm_mon reads the same CIB (its hidden option, in all of them); where
 * that does not work, it looks at the cluster.
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

/**
 * Prints the file $1. That it does not exist is only said of a path whose directory can be searched,
 * for otherwise nobody knows.
 */
export const READ: Script = {
  label: "read",
  source: `
cat -- "$1" && exit
code=$?
dir=$1
until [ -e "$dir" ] || [ -L "$dir" ]; do dir=$(dirname -- "$dir"); done
[ "$dir" != "$1" ] && [ -d "$dir" ] && [ -x "$dir" ] && exit ${ABSENT}
exit "$code"
`,
};
