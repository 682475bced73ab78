"use strict";

module.exports = new Proxy({}, { get: (_, name) => require("typescript")[name] });
