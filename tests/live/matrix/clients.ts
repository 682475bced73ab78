import { newest } from "./versions";

/** How the user writes the program. */
export type Language =
  "CommonJS" | "ES modules" | typeof COMPILED | "JavaScript, CommonJS" | "JavaScript, ES modules";

/** Pulumi runs JavaScript that the user has compiled. */
export const COMPILED = "CommonJS, compiled before the run";

export type Manager = "npm" | "npm workspaces" | "pnpm" | "yarn classic" | "yarn berry";

/** The environment of a user: what a project installs, and with which tools. */
export interface Client {
  /** Major version of Node.js. */
  readonly node: string;
  readonly pulumi: string;
  /** Version of the compiler of a program in TypeScript. */
  readonly typescript: string;
  readonly language: Language;
  readonly manager: Manager;
  /** The module that exports the class of the primitives. @default the library */
  readonly primitivesFrom?: string;
}

/** The usual environment, from which each row of the matrix differs in one value. */
const usual: Client = {
  node: "24",
  pulumi: "3.248.0",
  typescript: "5.9.3",
  language: "CommonJS",
  manager: "npm",
};

/** The newest versions. @pulumi/command 4.5.0 is not a regular release, so the range of the peer dependency counts. */
const resolved = {
  node: newest("node@latest"),
  pulumi: newest("@pulumi/pulumi@latest"),
  command: newest("@pulumi/command@>=1.2.0 <2"),
};

/** The reason why no row can run; `undefined` if the registry answers. */
export const obstacle = Object.values(resolved).includes(undefined)
  ? "the npm registry does not answer"
  : undefined;

const { node = "", pulumi = "", command = "" } = resolved;
const major = (version: string): string => version.replace(/\..*/, "");
const rows = (...changed: Partial<Client>[]): Client[] =>
  changed.map((change) => ({ ...usual, ...change }));

/** Rows in which the program goes through its whole life: preview, up, no change, change, destroy. */
export const clients: readonly Client[] = rows(
  {},
  { node: "20" },
  { node: "22" },
  { node: major(node) },
  { pulumi: "3.216.0" },
  { pulumi },
  { typescript: "5.0.4" },
  { typescript: "6.0.3" },
  { typescript: "7.0.2", language: COMPILED },
  { language: "ES modules" },
  { language: "JavaScript, CommonJS" },
  { language: "JavaScript, ES modules" },
  { manager: "npm workspaces" },
  { manager: "pnpm" },
  { manager: "yarn classic" },
  { manager: "yarn berry" },
);

/** A row whose program is made from two installations of the library. */
export const twoCopies: Client = { ...usual, primitivesFrom: "./second/primitives" };

/** A row that runs the Automation API. */
export const automation: Client = { ...usual, language: "JavaScript, ES modules" };

/** A row whose packages npm does not install together: @pulumi/pulumi 3.276 still wants a TypeScript below 7. */
export const tooNewCompiler: Client = { ...usual, typescript: "7.0.2" };

/** A row with @pulumi/command, which only HostPreparation needs. */
export const withCommand: Client = usual;

/** Versions of @pulumi/command: the oldest and the newest of the peer dependency. */
export const commands: readonly string[] = ["1.2.0", command];

export const isTypeScript = ({ language }: Client): boolean => !language.startsWith("JavaScript");

/** Returns the title of a row: `Node.js 24 · @pulumi/pulumi 3.248.0 · TypeScript 5.9 · CommonJS · npm`. */
export const titleOf = (client: Client, ...more: readonly string[]): string =>
  [
    `Node.js ${client.node}`,
    `@pulumi/pulumi ${client.pulumi}`,
    ...(isTypeScript(client) ? [`TypeScript ${client.typescript.replace(/\.\d+$/, "")}`] : []),
    client.language,
    client.manager,
    ...more,
  ].join(" · ");

/** Returns the name under which a project installs the compiler. npm refuses TypeScript 7 under its own name. */
export const compilerOf = ({ typescript, language }: Client): string =>
  language === COMPILED && typescript.startsWith("7.") ? "typescript-7" : "typescript";

/** Returns the packages that a project installs, beside the library. */
export function packagesOf(client: Client): Record<string, string> {
  const name = compilerOf(client);
  const alias = name === "typescript" ? "" : "npm:typescript@";
  const compiler = { [name]: `${alias}${client.typescript}`, "@types/node": "^20.19.0" };
  return {
    "@pulumi/pulumi": client.pulumi,
    ...(isTypeScript(client) ? compiler : {}),
    // Pulumi loads ES modules in TypeScript with the ts-node of the project. Its own ts-node is older.
    ...(client.language === "ES modules" ? { "ts-node": "10.9.2" } : {}),
  };
}
