import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { onBoth } from "../support/shell";
import { type MetaData, STAND_INS } from "./stand-ins";

/** Replaced agents, by their paths with `%` for `/`, and the meta-data. */
const HOME = "/var/lib/stand-in";

const body = (name: string): string => readFileSync(join(__dirname, name), "utf8");

/** Where Pacemaker finds an agent, how it prints its meta-data, and the script that stands in for it. */
function placeOf(agent: string): { path: string; print: string; script: string } {
  const [, provider = "", type = ""] = agent.split(":");
  if (type !== "")
    return {
      path: `/usr/lib/ocf/resource.d/${provider}/${type}`,
      print: `crm_resource --show-metadata ${agent}`,
      script: body("resource-agent.sh"),
    };
  return provider.startsWith("external/")
    ? {
        path: `/usr/lib/stonith/plugins/${provider}`,
        print: "false",
        script: body("external-plugin.sh"),
      }
    : {
        path: `/usr/sbin/${provider}`,
        print: `${provider} -o metadata`,
        script: body("fence-agent.sh"),
      };
}

const words = (text = ""): readonly string[] => text.split(" ").filter((w) => w !== "");

function parametersXml(data: MetaData): string {
  const isRequired = (name: string): string => (words(data.required).includes(name) ? "1" : "0");
  const typed = (["string", "integer", "boolean"] as const).flatMap((type) =>
    words(data[type]).map(
      (name) =>
        `<parameter name="${name}" unique="0" required="${isRequired(name)}"><content type="${type}"/></parameter>`,
    ),
  );
  return `<parameters>${typed.join("")}</parameters>`;
}

function metaDataXml(agent: string, data: MetaData): string {
  if (agent.includes("external/")) return parametersXml(data);
  const actions = data.actions.map((action) => {
    const [name = "", ...attributes] = action.split(" ");
    return `<action name="${name}" ${attributes.map((a) => a.replace(/=(.*)/, '="$1"')).join(" ")}/>`;
  });
  const name = agent.split(":").at(-1) ?? "";
  return `<?xml version="1.0"?>
<resource-agent name="${name}" version="1.0"><version>1.0</version><longdesc lang="en">Stand-in</longdesc>
<shortdesc lang="en">Stand-in</shortdesc>${parametersXml(data)}<actions>${actions.join("")}</actions></resource-agent>`;
}

const write = (path: string, text: string): string =>
  `cat >'${path}' <<'END OF FILE'\n${text}\nEND OF FILE`;

/** Where a file that stands in for another one has what it needs. */
const ownOf = (path: string): string => `${HOME}/${path.replaceAll("/", "%")}`;

/** Puts a file in the place of another one, which `UNINSTALL` brings back. */
const replacement = (path: string, text: string, mode: number): string => `
mkdir -p '${path.replace(/\/[^/]*$/, "")}'
if [ -e '${path}' ]; then mv '${path}' '${ownOf(path)}.real'; fi
${write(path, text)}
chmod ${mode} '${path}'
echo '${path}' >>${HOME}/installed`;

const UNIT = `[Unit]
Description=Stand-in
[Service]
ExecStart=/bin/sleep infinity`;

function installation(agent: string): string {
  const [, unit] = /^systemd:(.*)/.exec(agent) ?? [];
  if (unit !== undefined) return replacement(`/etc/systemd/system/${unit}.service`, UNIT, 644);
  const { path, print, script } = placeOf(agent);
  const { head = "", metaData } = STAND_INS[agent] ?? {};
  const own = `${ownOf(path)}.xml`;
  const published = metaData ? ` 2>/dev/null || ${write(own, metaDataXml(agent, metaData))}` : "";
  const text = `#!/bin/sh
METADATA='${own}'
ready() { :; }
free() { :; }
${head}
${script}`;
  return `${print} >'${own}'${published}\n${replacement(path, text, 755)}`;
}

const UNINSTALL = `
[ -e ${HOME}/installed ] || exit 0
sort -u ${HOME}/installed | while read -r path; do
  rm -f "$path"
  real=${HOME}/$(echo "$path" | tr / %).real
  if [ -e "$real" ]; then mv "$real" "$path"; fi
  rmdir "$(dirname "$path")" 2>/dev/null
done
rm -rf ${HOME} /run/stand-in /run/stand-in-fenced
systemctl daemon-reload`;

/** Removes what an earlier suite has left, and installs agents under their own names on both nodes. */
export async function installStandIns(lab: Lab, agents = Object.keys(STAND_INS)): Promise<void> {
  await uninstallStandIns(lab);
  await onBoth(
    lab,
    `set -e\nmkdir -p ${HOME}\n${agents.map(installation).join("\n")}\nsystemctl daemon-reload`,
  );
}

/** Gives the nodes their own agents back. */
export async function uninstallStandIns(lab: Lab): Promise<void> {
  await onBoth(lab, UNINSTALL);
}
