"use strict";

// Writes the part of Pulumi that a process runs, and its Node.js version, to a file. The CLI's child processes load it first.
const { appendFileSync } = require("node:fs");

const part = /@pulumi\/pulumi\/cmd\/(run|dynamic-provider)\b/.exec(process.argv[1] ?? "")?.[1];
if (part !== undefined) appendFileSync(process.env.CLIENT_RUNTIMES, `${part} ${process.version}\n`);
