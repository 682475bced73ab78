"use strict";

// Loads the modules of tests/lazy-modules only when they are used: they are two thirds of the 0.6 s that @pulumi/pulumi takes.
const Module = require("node:module");
const { join } = require("node:path");

const lazy = (name) => join(__dirname, "../../lazy-modules", name);
const load = Module._load;

Module._load = function (request, ...rest) {
  if (request === "@npmcli/arborist") return require(lazy("arborist"));
  if (request.endsWith("/typescript-shim")) return require(lazy("typescript"));
  return load.call(this, request, ...rest);
};
