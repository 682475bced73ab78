import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import type { Agent } from "../../sdk/cib/model/agent";
import type { Element } from "../../sdk/cib/xml/element";
import { parseXml } from "../../sdk/cib/xml/parse";
import type { CibKind } from "../../sdk/kind/cib-kind";
import { type CommonInputs, INTERNAL_INPUTS } from "../../sdk/kind/lifecycle";
import { CIB_KINDS } from "../../sdk/provider/register";
import { agent as recordedAgent } from "../helpers";
import { EXAMPLE_SETTINGS } from "../live/programs/example-settings";

const FOLDER = join(__dirname, "../live/programs/public");
const EXAMPLES = join(__dirname, "../../examples");

const NODES = ["rsha1", "rsha2", "rsha3"];

/** The stack configuration of the public programs. */
const SETTINGS: Readonly<Record<string, string>> = {
  cluster: JSON.stringify({
    nodes: NODES.map((name, i) => ({ name, host: "127.0.0.1", port: 2201 + i })),
    connection: { user: "root" },
  }),
  authkey: "authkey-secret",
  fencingPassword: "fencing-secret",
  iscsiPassword: "iscsi-secret",
};

/** What a stack selects in a program that has several variants. */
const VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  "ocfs2-samba": { fstype: ["ocfs2", "gfs2"] },
  "sap-hana-cloud": { provider: ["aws", "gcp", "azure", "libvirt"] },
};

export interface PublicProgram {
  /** Names the program and what its stack selects. */
  readonly title: string;
  /** The path of the program. */
  readonly file: string;
  readonly settings: Readonly<Record<string, string>>;
  /** The program has run with other settings. */
  readonly isRepeated: boolean;
}

const variantsOf = (name: string): readonly PublicProgram[] => {
  const file = join(FOLDER, name);
  const [setting] = Object.entries(VARIANTS[name] ?? {});
  if (!setting) return [{ title: name, file, settings: {}, isRepeated: false }];
  const [key, values] = setting;
  return values.map((v, i) => ({
    title: `${name} (${v})`,
    file,
    settings: { [key]: v },
    isRepeated: i > 0,
  }));
};

const exampleOf = ([name, settings]: readonly [string, object]): PublicProgram => ({
  title: name,
  file: join(EXAMPLES, name, "index"),
  settings: Object.fromEntries(
    Object.entries(settings).map(([key, value]) => [key, String(value)]),
  ),
  isRepeated: false,
});

/** The programs of published configurations, those of the examples included. */
export const PUBLIC_PROGRAMS: readonly PublicProgram[] = [
  ...Object.entries(EXAMPLE_SETTINGS).map(exampleOf),
  ...readdirSync(FOLDER)
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => variantsOf(file.replace(/\.ts$/, ""))),
];

/** One resource of a program: its Pulumi name and its inputs. */
export interface Declared {
  readonly name: string;
  readonly inputs: CommonInputs;
}

/** Runs a public program without an engine. Returns its resources; each comes after those on which it depends. */
export async function runPublicProgram({
  file,
  settings,
  isRepeated,
}: PublicProgram): Promise<readonly Declared[]> {
  const declared: Declared[] = [];
  const run = async (): Promise<void> => {
    const { runtime } = jest.requireActual<typeof pulumi>("@pulumi/pulumi");
    await runtime.setMocks({
      newResource: ({ name, inputs }) => {
        declared.push({ name, inputs: plain(inputs) as CommonInputs });
        return { id: name, state: inputs as object };
      },
      call: () => ({}),
    });
    for (const [key, value] of Object.entries({ ...SETTINGS, ...settings }))
      runtime.setConfig(`project:${key}`, value);
    jest.requireActual(file);
    await runtime.disconnect();
  };
  // A program runs when it is loaded, so its second run needs modules of its own.
  await (isRepeated ? jest.isolateModulesAsync(run) : run());
  return declared;
}

/** The key by which Pulumi marks a secret in the inputs of a resource. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Removes the marks of secrets, and what the program adds for the engine and the provider. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (SIGNATURE in value) return plain((value as { value?: unknown }).value);
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, v]: [string, unknown]) =>
      INTERNAL_INPUTS.includes(key) ? [] : [[key, plain(v)]],
    ),
  );
}

/** The CIB of a new cluster of Debian 12 (Pacemaker 2.1.5) with all nodes online. */
export const emptyCib = (): Element =>
  parseXml(
    `<cib crm_feature_set="3.16.1" validate-with="pacemaker-3.9" epoch="5" num_updates="0" admin_epoch="0" have-quorum="1">` +
      `<configuration><crm_config/>` +
      `<nodes>${forNodes((name, id) => `<node id="${id}" uname="${name}"/>`)}</nodes>` +
      `<resources/><constraints/></configuration><status>${forNodes(
        (name, id) =>
          `<node_state id="${id}" uname="${name}" in_ccm="true" crmd="online" join="member" expected="member"/>`,
      )}</status></cib>`,
  );

const forNodes = (write: (name: string, id: number) => string): string =>
  NODES.map((name, i) => write(name, i + 1)).join("");

/** A resource of a program in the CIB. */
export interface Made extends Declared {
  readonly kind: CibKind<CommonInputs>;
  readonly id: string;
}

/** What a program has made. */
export interface PublicCib {
  readonly cib: Element;
  readonly made: readonly Made[];
  readonly warnings: readonly string[];
  readonly agent: (name: string) => Agent;
}

/** Puts the resources of a program into the CIB of a new cluster, each after those on which it depends. */
export function makePublicCib(declared: readonly Declared[]): PublicCib {
  const permissive = permissiveAgent(declared);
  const agent = (name: string): Agent => (isRecorded(name) ? recordedAgent(name) : permissive);
  return declared.reduce<PublicCib>(
    (before, { name, inputs }) => {
      const kind: CibKind<CommonInputs> | undefined = CIB_KINDS.find(
        ({ type }) => type === inputs.__kind,
      );
      if (!kind) return before;
      const {
        cib,
        id,
        warnings = [],
      } = kind.put(before.cib, { args: inputs, agent: before.agent });
      return {
        cib,
        made: [...before.made, { name, inputs, kind, id }],
        warnings: [...before.warnings, ...warnings.map((w) => `${name}: ${w}`)],
        agent: before.agent,
      };
    },
    { cib: emptyCib(), made: [], warnings: [], agent },
  );
}

/** Tells whether the tests have the meta-data of an agent. */
const isRecorded = (name: string): boolean =>
  existsSync(join(__dirname, "../fixtures/agents", `${name.replaceAll(":", "_")}.xml`));

/** The actions of the agents of the public programs. */
const ACTIONS = "start stop monitor promote demote notify migrate_to migrate_from".split(" ");

/** Makes an agent that takes what any resource of a program gives. Few of these agents are in a lab. */
function permissiveAgent(declared: readonly Declared[]): Agent {
  const given = declared.flatMap(({ inputs }) => {
    const { parameters = {}, parameterSets = [] } = inputs as {
      readonly parameters?: object;
      readonly parameterSets?: readonly { readonly values: object }[];
    };
    return [parameters, ...parameterSets.map(({ values }) => values)].flatMap(Object.keys);
  });
  return {
    parameters: [...new Set(given)].map((name) => ({
      name,
      type: "string",
      required: false,
      obsoletes: [],
      named: [],
    })),
    actions: ACTIONS,
    operations: ["start", "stop", "monitor"].map((name) => ({
      name,
      interval: name === "monitor" ? "10s" : "0s",
      timeout: "20s",
    })),
  };
}
