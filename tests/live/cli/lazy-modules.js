"use strict";

// Loads two modules only when they are used. @pulumi/pulumi needs them to serialize functions and to compile TypeScript, which
// the programs of the tests do not do, and they are two thirds of its 0.6 s.
const Module = require("node:module");

const load = Module._load;

Module._load = function (request, ...rest) {
  const loaded = () => load.call(this, request, ...rest);
  if (request === "@npmcli/arborist") {
    return {
      __esModule: true,
      get Arborist() {
        return loaded().Arborist;
      },
    };
  }
  if (request.endsWith("/typescript-shim"))
    return new Proxy({}, { get: (_, name) => loaded()[name] });
  return loaded();
};
