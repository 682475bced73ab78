"use strict";

// Caches V8's compiled code of the modules below node_modules. Each process that the Pulumi CLI starts loads the 750 modules
// of @pulumi/pulumi. Node.js 22.1 and later has such a cache (`NODE_COMPILE_CACHE`). The package v8-compile-cache for older
// versions breaks `import()`, and keeps one file for all modules, which two processes may write in parallel.
const { createHash } = require("node:crypto");
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
const Module = require("node:module");
const { dirname, join } = require("node:path");
const vm = require("node:vm");

const directory = join(process.env.NODE_COMPILE_CACHE, process.version);
const compile = Module.prototype._compile;
const compiled = [];

function read(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** Selects modules that do not change. A test's program is a new file in each test. */
const isCacheable = (content, filename) =>
  filename.includes("/node_modules/") && content.length >= 2000 && !content.startsWith("#!");

function compileWithCache(content, filename) {
  const hash = createHash("sha1").update(`${filename}\0${content}`).digest("hex");
  const file = join(directory, hash);
  const cachedData = read(file);
  const script = new vm.Script(Module.wrap(content), {
    filename,
    cachedData,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  if (cachedData === undefined || script.cachedDataRejected) compiled.push({ script, file });
  return script.runInThisContext();
}

// Like Node.js's own `_compile`, this gives each module its own `require`.
Module.prototype._compile = function (content, filename, ...rest) {
  if (!isCacheable(content, filename)) return compile.call(this, content, filename, ...rest);
  const own = (id) => this.require(id);
  own.resolve = (request, options) => Module._resolveFilename(request, this, false, options);
  own.resolve.paths = (request) => Module._resolveLookupPaths(request, this);
  own.main = process.mainModule;
  own.extensions = Module._extensions;
  own.cache = Module._cache;
  const run = compileWithCache(content, filename);
  return run.call(this.exports, this.exports, own, this, filename, dirname(filename));
};

process.once("exit", () => {
  if (compiled.length > 0) mkdirSync(directory, { recursive: true });
  for (const { script, file } of compiled) {
    const unfinished = `${file}.${process.pid}`;
    writeFileSync(unfinished, script.createCachedData());
    renameSync(unfinished, file);
  }
});
