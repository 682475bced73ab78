// Writes the times of events in the program and its provider, for the parts of one up. Node.js preloads this file.
"use strict";
const { appendFileSync } = require("node:fs");
const Module = require("node:module");

const file = process.env.BENCH_TIMELINE;
const which = (process.argv[1] ?? "").match(/@pulumi\/pulumi\/cmd\/(run|dynamic-provider)\b/)?.[1];
const mark = (what, at = Date.now()) => appendFileSync(file, `${Math.round(at)} ${what}\n`);

if (file !== undefined && which !== undefined) {
  mark(`${which} starts`, performance.timeOrigin);
  process.on("exit", () => mark(`${which} ends`));

  const { require: original, _compile: compile } = Module.prototype;
  Module.prototype.require = function (name) {
    const began = Date.now();
    const loaded = original.call(this, name);
    if (name === "typescript") mark(`${which} has TypeScript`);
    if (name === "pulumi-pacemaker/engine" && Date.now() - began > 1) {
      mark("engine is asked for", began);
      mark("engine is loaded");
    }
    return loaded;
  };
  Module.prototype._compile = function (code, name) {
    const isProgram = name.endsWith("/project/index.ts");
    if (isProgram) mark("program is compiled");
    const done = compile.call(this, code, name);
    if (isProgram) mark("program has run");
    return done;
  };

  const { log } = console;
  console.log = (...words) => {
    if (/^\[debug\]/.test(words[0])) mark(words[0]);
    log(...words);
  };
}
