/**
 * What was measured by hand with the real programs of EL6, which cannot be shipped with the project: cman 3.1.8, corosync
 * 1.4.7, pcs 0.9.90 and Pacemaker 1.1.10 and 1.1.18 in containers of two nodes. dlm_controld and configfs were stubs.
 */
export const EL6_BY_HAND = `Measured once by hand with the real programs (cman 3.1.8, corosync 1.4.7, pcs 0.9.90; dlm_controld and configfs were
stubs), which no machine repeats:

| | Pacemaker 1.1.10 | Pacemaker 1.1.18 |
|---|---|---|
| \`up\` from bare nodes, an empty preview and refresh after each step | yes, 56 s | yes, 88 s on a busy machine |
| cluster.conf as \`ccs\` writes it, accepted by \`ccs_config_validate\` | yes | yes |
| drift in cluster.conf, sysconfig, chkconfig and the CIB, mended without a restart | yes | yes |
| reorder without an operation, member replaced, group and resources deleted | yes | yes |
| taking over a cluster that ccs, service and pcs 0.9.90 have made | – | yes, nothing restarted |
| patches through a cluster that flaps 6 times a second | 8 of 8, 0.36 s at most | – |
| a reboot through the real rc | yes | – |`;

/** What users of some clients have to know. Each was seen in a run of the matrix. */
export const CLIENT_NOTES = `- pnpm 12 fails until the project decides on build scripts. None is needed: \`allowBuilds: { cpu-features: false, protobufjs: false, ssh2: false }\` in
  pnpm-workspace.yaml.
- npm refuses TypeScript 7, because @pulumi/pulumi wants a TypeScript below 7. A program that is compiled before the run
  (\`runtime: { name: nodejs, options: { typescript: false } }\`) can use it under an alias.
- A program in ES modules needs ts-node 10 in the project. A program in JavaScript needs no tsconfig.json: Pulumi reads it with
  TypeScript 3.8, which does not know today's options.
- Two copies of the library in one program work together, also with two copies of @pulumi/pulumi.
- Windows and macOS: [access](access.md#windows-and-macos-as-clients).`;
