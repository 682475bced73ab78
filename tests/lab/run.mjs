// Entry point: node tests/lab/run.mjs lab|demo|test …
// Needs only Node.js, because it installs the npm packages and builds the library.
// It then loads the TypeScript code into this process. Messages go to stderr.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const inRoot = (...names) => join(root, ...names);

function fail(message) {
  process.stderr.write(`✗ ${message}\n`);
  process.exit(1);
}

function run(what, ...argv) {
  process.stderr.write(`▸ ${what}\n`);
  const { status, signal } = spawnSync(argv[0], argv.slice(1), { cwd: root, stdio: [0, 2, 2] });
  if (signal) process.kill(process.pid, signal);
  return status === 0;
}

/** Compares the installed packages with package-lock.json. */
function packagesAreInstalled() {
  const installed = inRoot("node_modules", ".package-lock.json");
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, "utf8")).packages;
  const want = JSON.parse(readFileSync(inRoot("package-lock.json"), "utf8")).packages;
  return Object.entries(want).every(
    ([path, { version, optional, link }]) =>
      path === "" || optional || link || have[path]?.version === version,
  );
}

function ensurePackages() {
  if (packagesAreInstalled()) return;
  // Scripts are ignored: "prepare" builds the library, which may not compile.
  const npm = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  if (!run("installing the npm packages (half a minute)", ...npm)) fail("npm ci failed");
}

const newest = (path) =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))))
    : statSync(path).mtimeMs;

/**
 * Builds dist, which Pulumi programs need. A stamp marks a successful build, because tsc also emits
 * files when it fails.
 */
function buildLibrary() {
  const stamp = inRoot("node_modules", ".lab-built");
  const built = existsSync(stamp) && existsSync(inRoot("dist", "index.js"));
  if (built && statSync(stamp).mtimeMs > newest(inRoot("sdk"))) return true;
  const done = run("building the library", "npm", "run", "-s", "build");
  if (done) writeFileSync(stamp, "");
  return done;
}

const [command, verb] = process.argv.slice(2).filter((word) => !word.startsWith("-"));
if (Number(process.versions.node.split(".")[0]) < 20)
  fail(`Node.js 20 or newer is required, but this is ${process.version}`);
ensurePackages();
if (command !== "lab" || verb === "env") {
  if (!buildLibrary() && command === "demo") fail("the library does not compile");
}
const require = createRequire(import.meta.url);
require("tsx/cjs/api").register();
require("./main.ts");
