import { isSecretName } from "../cib/xml/redact";
import { type PropertiesSection, editProperties, readSection } from "../files/properties";
import { canonicalPath } from "../files/path";
import { decodeUtf8 } from "../files/utf8";
import { type FileFacts, inspectFile } from "../host/commands/files";
import { describeObstacleDrift, fileObstacles, changeFile } from "./file-state";
import type { PropertiesFileInputs } from "../kind/host-inputs";
import type { Lifecycle, ResourceKind } from "../kind/lifecycle";
import { type InspectedNode, type Preparation, hostLifecycle } from "./lifecycle";

/** The lifecycle of the keys in a section of a file. They are the same on every node. */
export const propertiesFileLifecycle = (
  kind: ResourceKind<PropertiesFileInputs>,
): Lifecycle<PropertiesFileInputs> =>
  hostLifecycle<PropertiesFileInputs, FileFacts>(kind, {
    id: ({ path, section }) =>
      section === undefined ? canonicalPath(path) : `${canonicalPath(path)} [${section}]`,
    touches: ({ path }) => canonicalPath(path),
    retainedParts: ({ path }) => [canonicalPath(path)],
    inspect: (session, { path }) => inspectFile(session, path),
    refusals,
    drift,
    change,
  });

const texts = ({ properties }: PropertiesFileInputs): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, String(value)]));

function refusals(facts: FileFacts, args: PropertiesFileInputs): readonly string[] {
  const { path, mode } = args;
  if (facts.is === "absent")
    return mode === undefined
      ? [
          `path: ${path} does not exist; install the package that contains it, or declare mode to create it`,
        ]
      : [];
  if (facts.is !== "file") return fileObstacles(facts, path);
  const text = decodeUtf8(facts.bytes);
  if (text === undefined)
    return [`path: ${path} is not UTF-8 text, so it was not changed; name another file`];
  return ambiguities(readSection(text, args.section, Object.keys(args.properties)), args);
}

function ambiguities(
  seen: PropertiesSection,
  { path, section, properties }: PropertiesFileInputs,
): string[] {
  const place = section === undefined ? path : `${path}, section [${section}]`;
  const repeated = seen.doubled.filter((key) => Object.hasOwn(properties, key));
  return [
    ...(seen.count > 1
      ? [`section: [${section ?? ""}] occurs in ${path} ${seen.count} times; merge the sections`]
      : []),
    ...repeated.map((key) => `properties: ${key} occurs in ${place} more than once; keep one line`),
    ...(seen.open
      ? [`path: ${path} ends with a backslash, which continues its last line; complete that line`]
      : []),
  ];
}

function drift(facts: FileFacts, args: PropertiesFileInputs): readonly string[] {
  if (facts.is === "absent") return ["the file is missing"];
  if (facts.is !== "file") return describeObstacleDrift(facts);
  const text = decodeUtf8(facts.bytes);
  if (text === undefined) return ["the file is not UTF-8 text"];
  const seen = readSection(text, args.section, Object.keys(args.properties));
  if (seen.count > 1) return [`the section [${args.section ?? ""}] occurs ${seen.count} times`];
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
  if (doubled.includes(key)) return [`${key} occurs more than once`];
  if (present === wanted) return [];
  if (isSecretName(key) || hidden.includes(key)) return [`${key} differs`];
  return [`${key} is ${shorten(present)}, not ${shorten(wanted)}`];
}

/** Shortens a value, because Pulumi's CLI cuts a line at about 150 characters. */
const shorten = (value: string): string =>
  JSON.stringify(value.length > 40 ? `${value.slice(0, 39)}…` : value);

function change(
  { session, state }: InspectedNode<FileFacts>,
  args: PropertiesFileInputs,
  before?: PropertiesFileInputs,
): Preparation | undefined {
  if (state.is !== "file" && state.is !== "absent") return undefined;
  const { section, mode, owner, group } = args;
  const text = state.is === "file" ? (decodeUtf8(state.bytes) ?? "") : "";
  const set = texts(args);
  const unset = Object.keys(before?.properties ?? {}).filter((key) => !Object.hasOwn(set, key));
  const next = editProperties(text, { ...(section === undefined ? {} : { section }), set, unset });
  if (state.is === "file" && next === text) return undefined;
  const ofNewFile = state.is === "absent" ? { mode, owner, group } : {};
  return changeFile(session, { state, bytes: Buffer.from(next), ...ofNewFile });
}
