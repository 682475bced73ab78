import { isSecretName } from "../cib/xml/redact";
import { type PropertiesSection, editProperties, readSection } from "../files/properties";
import { decodeUtf8 } from "../files/utf8";
import { type FileFacts, inspectFile } from "../host/commands/files";
import { describeObstacleDrift, fileObstacles, changeFile } from "./file-state";
import type { PropertiesFileInputs } from "../kind/host-inputs";
import type { Lifecycle, ResourceKind } from "../kind/lifecycle";
import { type NodeChange, type InspectedNode, hostLifecycle } from "./lifecycle";

/** The keys of a section of a file, the same on every node. */
export const propertiesFileLifecycle = (
  kind: ResourceKind<PropertiesFileInputs>,
): Lifecycle<PropertiesFileInputs> =>
  hostLifecycle<PropertiesFileInputs, FileFacts>(kind, {
    id: ({ path, section }) => (section === undefined ? path : `${path} [${section}]`),
    touches: ({ path }) => path,
    retainedParts: ({ path }) => [path],
    inspect: (session, { path }) => inspectFile(session, path),
    refusals,
    drift,
    change,
  });

const texts = ({ properties }: PropertiesFileInputs): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, String(value)]));

function refusals(look: FileFacts, args: PropertiesFileInputs): readonly string[] {
  const { path, mode } = args;
  if (look.is === "absent")
    return mode === undefined
      ? [
          `path: ${path} does not exist; install what brings it, or declare mode: then it is created`,
        ]
      : [];
  if (look.is !== "file") return fileObstacles(look, path);
  const text = decodeUtf8(look.bytes);
  if (text === undefined)
    return [`path: ${path} is no text in UTF-8, so it was left as it is; name another file`];
  return ambiguities(readSection(text, args.section), args);
}

function ambiguities(
  seen: PropertiesSection,
  { path, section, properties }: PropertiesFileInputs,
): string[] {
  const place = section === undefined ? path : `${path}, section [${section}]`;
  const twice = seen.doubled.filter((key) => Object.hasOwn(properties, key));
  return [
    ...(seen.count > 1
      ? [`section: [${section ?? ""}] stands in ${path} ${seen.count} times; put them together`]
      : []),
    ...twice.map((key) => `properties: ${key} stands in ${place} more than once; leave one line`),
    ...(seen.open
      ? [`path: ${path} ends with a backslash, so that its last line would go on; complete it`]
      : []),
  ];
}

function drift(look: FileFacts, args: PropertiesFileInputs): readonly string[] {
  if (look.is === "absent") return ["the file is missing"];
  if (look.is !== "file") return describeObstacleDrift(look);
  const text = decodeUtf8(look.bytes);
  if (text === undefined) return ["the file is no text in UTF-8"];
  const seen = readSection(text, args.section);
  if (seen.count > 1) return [`the section [${args.section ?? ""}] is there ${seen.count} times`];
  return Object.entries(texts(args))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([key, value]) => keyDrift(key, value, seen, args.hidden ?? []));
}

function keyDrift(
  key: string,
  wanted: string,
  { values, doubled }: PropertiesSection,
  hidden: readonly string[],
): readonly string[] {
  const present = values.get(key);
  if (present === undefined) return [`${key} is missing`];
  if (doubled.includes(key)) return [`${key} is there more than once`];
  if (present === wanted) return [];
  if (isSecretName(key) || hidden.includes(key)) return [`${key} differs`];
  return [`${key} is ${shown(present)}, not ${shown(wanted)}`];
}

/** Pulumi's CLI cuts a line at about 150 characters. */
const shown = (value: string): string =>
  JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);

function change(
  { session, state }: InspectedNode<FileFacts>,
  args: PropertiesFileInputs,
  before?: PropertiesFileInputs,
): NodeChange | undefined {
  if (state.is !== "file" && state.is !== "absent") return undefined;
  const { section, mode, owner, group } = args;
  const text = state.is === "file" ? (decodeUtf8(state.bytes) ?? "") : "";
  const set = texts(args);
  const unset = Object.keys(before?.properties ?? {}).filter((key) => !Object.hasOwn(set, key));
  const next = editProperties(text, { ...(section === undefined ? {} : { section }), set, unset });
  if (state.is === "file" && next === text) return undefined;
  const made = state.is === "absent" ? { mode, owner, group } : {};
  return changeFile(session, { state, bytes: Buffer.from(next), ...made });
}
