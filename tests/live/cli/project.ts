import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../lab/paths";

const modules = join(checkout, "node_modules");

/** The packages that a user installs. */
export const packages = ["pulumi-pacemaker", "@pulumi/pulumi", "typescript", "@types"];

/** Links packages of the checkout, and the checkout itself, into the node_modules of a folder. */
export function linkPackages(folder: string, names: readonly string[] = packages): void {
  for (const name of names) {
    const path = join(folder, "node_modules", name);
    mkdirSync(join(path, ".."), { recursive: true });
    symlinkSync(name === "pulumi-pacemaker" ? checkout : join(modules, name), path);
  }
}

/** Returns the files of a project with a TypeScript program, overridden or completed by the given ones. */
export const projectFiles = (files: Readonly<Record<string, string>>): Record<string, string> => ({
  "Pulumi.yaml": "name: live\nruntime: nodejs\n",
  "package.json": JSON.stringify({ name: "live", private: true, main: "index.ts" }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      target: "ES2022",
      module: "Node16",
      moduleResolution: "Node16",
      strict: true,
      esModuleInterop: true,
      skipLibCheck: true,
    },
    files: ["index.ts"],
  }),
  ...files,
});
