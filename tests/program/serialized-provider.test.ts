import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execFileSync } from "node:child_process";
import { SERIALIZED_PROVIDER } from "../../sdk/program/serialized-provider";
import { fixture } from "../helpers";

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), "pacemaker-provider-"))));
afterEach(() => rmSync(project, { recursive: true }));

/** What the provider's process gets of the text, in a project: its methods, or why there are none. */
function loaded(): string {
  writeFileSync(join(project, "text.js"), SERIALIZED_PROVIDER);
  const program = `
    try { console.log(Object.keys(require("./text").handler()).sort().join()) }
    catch (e) { console.log(e.message) }`;
  return execFileSync("node", ["-e", program], { cwd: project, encoding: "utf8" }).trim();
}

test("the provider's text is the one that every stack has in its state", () => {
  expect(SERIALIZED_PROVIDER).toBe(fixture("provider.txt"));
});

test("it loads the engine that is installed in the project", () => {
  const engine = join(project, "node_modules/pulumi-pacemaker");
  mkdirSync(engine, { recursive: true });
  writeFileSync(
    join(engine, "package.json"),
    JSON.stringify({ exports: { "./engine": "./e.js" } }),
  );
  writeFileSync(join(engine, "e.js"), "exports.check = exports.diff = () => undefined");
  expect(loaded()).toBe("check,diff");
});

test("without the engine it says what to install, and where", () => {
  expect(loaded()).toBe(
    `Cannot load pulumi-pacemaker/engine from ${project}: run npm install pulumi-pacemaker in the folder of this program. Error: Cannot find module 'pulumi-pacemaker/engine'`,
  );
});
