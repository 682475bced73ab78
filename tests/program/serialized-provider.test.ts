import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { SERIALIZED_PROVIDER } from "../../sdk/program/serialized-provider";
import { fixture } from "../helpers";

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), "pacemaker-provider-"))));
afterEach(() => rmSync(project, { recursive: true }));

/** Loads the text as the provider process does; returns the provider's methods or the error message. */
function loadProvider(): string {
  writeFileSync(join(project, "text.js"), SERIALIZED_PROVIDER);
  const program = `
    try { console.log(Object.keys(require("./text").handler()).sort().join()) }
    catch (e) { console.log(e.message) }`;
  return execFileSync("node", ["-e", program], { cwd: project, encoding: "utf8" }).trim();
}

describe("SERIALIZED_PROVIDER", () => {
  test("equals the text in the state of existing stacks", () => {
    expect(SERIALIZED_PROVIDER).toBe(fixture("provider.txt"));
  });

  test("loads the engine that is installed in the project", () => {
    const engine = join(project, "node_modules/pulumi-pacemaker");
    mkdirSync(engine, { recursive: true });
    writeFileSync(
      join(engine, "package.json"),
      JSON.stringify({ exports: { "./engine": "./e.js" } }),
    );
    writeFileSync(join(engine, "e.js"), "exports.check = exports.diff = () => undefined");
    expect(loadProvider()).toBe("check,diff");
  });

  test("names the package and the folder if the engine is missing", () => {
    expect(loadProvider()).toBe(
      `Cannot load pulumi-pacemaker/engine from ${project}: run npm install pulumi-pacemaker in the folder of this program. Error: Cannot find module 'pulumi-pacemaker/engine'`,
    );
  });
});
