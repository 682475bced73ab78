"use strict";

const tseslint = require("typescript-eslint");
const prettier = require("eslint-config-prettier");

module.exports = tseslint.config(
  { ignores: ["dist/", "docs/", "node_modules/", ".stryker/", "**/*.js", "**/*.mjs"] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: __dirname } },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-unused-vars": ["error", { ignoreRestSiblings: true }],
      // Loaded when they are needed: every start of a program and of its provider would wait for them.
      "@typescript-eslint/no-require-imports": [
        "error",
        { allow: ["^(node-ssh|xml2js/lib/parser|@xmldom/xmldom|@pulumi/command)$"] },
      ],
      // The rule itself crashes (typeParameters.params is not iterable) on `readonly string[]` parameters.
      "@typescript-eslint/unified-signatures": "off",
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  prettier,
);
