"use strict";
// Prints what Pulumi puts into the state for the compiled provider, whose path is the first argument.
const pulumi = require("@pulumi/pulumi");
const { provider } = require(process.argv[2]);

pulumi.runtime.serializeFunction(() => provider).then(({ text }) => process.stdout.write(text));
