import { type Client, COMPILED, isTypeScript, type Language } from "./clients";

/** Number of resources of the program, including the stack. */
export const RESOURCES = 6;

/** Returns a small program in TypeScript, which is also JavaScript. */
const source = (cluster: unknown, fake: string, primitivesFrom: string): string => `
import { LocationConstraint, PacemakerProperties, ResourceGroup } from "pulumi-pacemaker";
import { PrimitiveResource } from "${primitivesFrom}";

const cluster = ${JSON.stringify(cluster)};
const agent = "ocf:pacemaker:Dummy";
new PacemakerProperties("options", { cluster, stonithEnabled: false });
const first = new PrimitiveResource("first", { cluster, agent, parameters: { fake: "${fake}" } });
const second = new PrimitiveResource("second", { cluster, agent });
const group = new ResourceGroup("group", { cluster, members: [first, second] });
new LocationConstraint("preferred", { cluster, resource: group, node: "rsha1", score: 100 });
export const node = process.version;
`;

const asCommonJs = (text: string): string =>
  text
    .replace(/^import (.*) from (.*);$/gm, "const $1 = require($2);")
    .replace("export const node", "exports.node");

interface Form {
  /** The file that the user writes. */
  readonly file: string;
  /** The file that Pulumi runs. */
  readonly main: string;
  readonly module?: boolean;
  /** Runtime options in `Pulumi.yaml`. */
  readonly options?: string;
  readonly convert?: (text: string) => string;
}

const FORMS: Readonly<Record<Language, Form>> = {
  CommonJS: { file: "index.ts", main: "index.ts" },
  "ES modules": { file: "index.ts", main: "index.ts", module: true },
  [COMPILED]: {
    file: "index.ts",
    main: "bin/index.js",
    options: "  options:\n    typescript: false\n",
  },
  "JavaScript, CommonJS": { file: "index.js", main: "index.js", convert: asCommonJs },
  "JavaScript, ES modules": { file: "index.mjs", main: "index.mjs" },
};

/** Returns the file of the program. `fake` is a parameter of a resource. */
export function programFile(
  { language, primitivesFrom = "pulumi-pacemaker" }: Client,
  cluster: unknown,
  fake: string,
): Record<string, string> {
  const { file, convert = (text: string): string => text } = FORMS[language];
  return { [file]: convert(source(cluster, fake, primitivesFrom)) };
}

// Without `skipLibCheck`, the compiler checks the types of the library too.
const TSCONFIG = {
  compilerOptions: {
    target: "ES2022",
    module: "Node16",
    moduleResolution: "Node16",
    strict: true,
    outDir: "bin",
    rootDir: ".",
    types: ["node"],
  },
  files: ["index.ts"],
};

/** Returns the other files of a project with these dependencies. */
export function clientFiles(
  client: Client,
  dependencies: Readonly<Record<string, string>>,
): Record<string, string> {
  const { main, module = false, options = "" } = FORMS[client.language];
  const type = module ? { type: "module" } : {};
  return {
    "Pulumi.yaml": `name: live\nruntime:\n  name: nodejs\n${options}`,
    "package.json": JSON.stringify({ name: "live", private: true, main, ...type, dependencies }),
    ...(isTypeScript(client) ? { "tsconfig.json": JSON.stringify(TSCONFIG) } : {}),
  };
}
