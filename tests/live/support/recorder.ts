import { type CibChange, diffCib } from "../../../sdk/cib/patch/diff";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";

const PLACE = "/usr/local/sbin/cibadmin";
const RECORDS = "/var/tmp/recorded";

/** Replaces cibadmin for our commands, whose PATH begins with this directory, and records queries and patches. */
const WRAPPER = `#!/bin/sh
case " $* " in
*" --patch "*)
  patch=$(mktemp ${RECORDS}/patch.XXXXXX); cat >"$patch"
  /usr/sbin/cibadmin "$@" <"$patch"; code=$?
  [ $code -eq 0 ] && mv "$patch" "$patch.applied"
  exit $code ;;
*" --no-children "*) exec /usr/sbin/cibadmin "$@" ;;
*" --query "*)
  cib=$(mktemp ${RECORDS}/query.XXXXXX)
  /usr/sbin/cibadmin "$@" >"$cib"; code=$?
  cat "$cib"
  epoch=$(sed -nE '1s/.* epoch="([0-9]+)".*/\\1/p' "$cib"); mv "$cib" "${RECORDS}/cib.$epoch"
  exit $code ;;
*) exec /usr/sbin/cibadmin "$@" ;;
esac
`;

/**
 * Applies each patch to the version that it names. Our creations may follow one another without a query between them:
 * then that version is what the patch before has left.
 */
const REPLAY = `
cd ${RECORDS} || exit 0
for patch in patch.*.applied; do
  [ -e "$patch" ] && echo "$(sed -nE 's/.*<source [^>]*epoch="([0-9]+)".*/\\1/p' "$patch") $patch"
done | sort -n | while read -r source patch; do
  cp "cib.$source" replay.xml && CIB_file=$PWD/replay.xml /usr/sbin/cibadmin --patch -x "$patch" >/dev/null || exit
  printf '%s\\n' '<!-- old -->'; cat "cib.$source"; printf '%s\\n' '<!-- new -->'; cat replay.xml
  next="cib.$(sed -nE '1s/.* epoch="([0-9]+)".*/\\1/p' replay.xml)"
  [ -e "$next" ] || cp replay.xml "$next"
done || exit
rm -f replay.xml*
`;

const onBoth = (lab: Lab, script: string, stdin = ""): Promise<string[]> =>
  Promise.all(
    nodeNames.map(async (node) => {
      const { exitCode, stdout, stderr } = await lab.exec(node, ["sh", "-c", script], { stdin });
      if (exitCode !== 0) throw new Error(`${node}: ${stderr}`);
      return stdout;
    }),
  );

/** Starts to record all patches that our commands apply, and the configurations that they read. */
export async function record(lab: Lab): Promise<void> {
  await onBoth(
    lab,
    `rm -rf ${RECORDS}; mkdir -p ${RECORDS}; cat >${PLACE}; chmod +x ${PLACE}`,
    WRAPPER,
  );
}

export async function stopRecording(lab: Lab): Promise<void> {
  await onBoth(lab, `rm -rf ${RECORDS} ${PLACE}`);
}

/** Returns the changes of each recorded patch. Applies the patch with the real cibadmin to its base version. */
export async function replayed(lab: Lab): Promise<(readonly CibChange[])[]> {
  const texts = await onBoth(lab, REPLAY);
  return texts.flatMap((text) =>
    text
      .split("<!-- old -->\n")
      .slice(1)
      .map((pair) => {
        const [old = "", now = ""] = pair.split("<!-- new -->\n");
        return diffCib(parseXml(old), parseXml(now)).filter((c) => c.path !== "/cib");
      }),
  );
}

/** Returns the id of a changed element: the created element's, or the last one in the path. */
export const idOfChange = (c: CibChange): string =>
  (c.operation === "create" ? c.element.attributes.id : undefined) ??
  [...c.path.matchAll(/@id='([^']*)'/g)].at(-1)?.[1] ??
  c.path;
