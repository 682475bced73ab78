import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { INTERNAL_INPUTS, type CommonInputs } from "../../sdk/kind/lifecycle";

const FOLDER = join(__dirname, "../live/programs/public");

/** The stack configuration of every public program, but for the cluster. */
const SETTINGS: Readonly<Record<string, string>> = {
  fencingPassword: "fencing-secret",
};

const CLUSTER = {
  nodes: ["rsha1", "rsha2"].map((name, i) => ({ name, host: "127.0.0.1", port: 2201 + i })),
  connection: { user: "root" },
};

/** The names of the public programs. */
export const PUBLIC_PROGRAMS: readonly string[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith(".ts"))
  .map((file) => file.replace(/\.ts$/, ""));

/** One resource of a program: its Pulumi name and its inputs. */
export interface Declared {
  readonly name: string;
  readonly inputs: CommonInputs;
}

/** Runs a public program without an engine. Returns its resources; each comes after those on which it depends. */
export async function runPublicProgram(program: string): Promise<readonly Declared[]> {
  const declared: Declared[] = [];
  await pulumi.runtime.setMocks({
    newResource: ({ name, inputs }) => {
      declared.push({ name, inputs: plain(inputs) as CommonInputs });
      return { id: name, state: inputs as object };
    },
    call: () => ({}),
  });
  const settings = { ...SETTINGS, cluster: JSON.stringify(CLUSTER) };
  for (const [key, value] of Object.entries(settings))
    pulumi.runtime.setConfig(`project:${key}`, value);
  jest.requireActual(join(FOLDER, program));
  await pulumi.runtime.disconnect();
  return declared;
}

/** The key by which Pulumi marks a secret in the inputs of a resource. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Removes the marks of secrets and what the engine sends only to the provider. */
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
