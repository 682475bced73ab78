/**
 * What the numbers of the stand-in mean, and what was measured by hand with the real programs of EL6, which cannot be
 * shipped with the project. They ran in containers of two nodes, built from their public sources.
 */
export const EL6_NOTES = `The stand-in is Debian's corosync and Pacemaker 2.1.5 behind programs that answer like those of EL6, in the dialect of 1.1.10 or
of 1.1.18. It [does not imitate everything](../tests/lab/docker/el6-standin/README.md).

Measured once by hand with the real programs (cman 3.1.8, where EL6 has 3.0.12.1; corosync 1.4.7, pcs 0.9.90;
dlm_controld and configfs were stubs), which no machine repeats. – means: not recorded for this version.

| | Pacemaker 1.1.10 | Pacemaker 1.1.18 |
|---|---|---|
| \`up\` from bare nodes | yes, 56 s | yes, 88 s on a busy machine |
| an empty preview and refresh after each step | – | yes |
| cluster.conf as \`ccs\` writes it, accepted by \`ccs_config_validate\` | – | yes |
| drift in cluster.conf, sysconfig, chkconfig, a properties file and the CIB, mended without a restart | – | yes |
| totem, logging and votes changed in the running cluster; another transport by \`restartPolicy: "all"\` | – | yes |
| a third node added and removed | – | yes |
| corosync and pacemakerd killed: failover and repair | – | yes |
| taking over a cluster that ccs, service and pcs 0.9.90 have made | – | yes, nothing restarted |
| \`AbiquoRemoteServices\` from bare nodes, \`destroy\` | – | yes |
| reorder without an operation, member replaced, group and resources deleted | yes | – |
| failed starts, with the right words | yes | – |
| patches through a cluster that flaps 6 times a second | 8 of 8, 0.36 s at most | – |
| a reboot through the real rc | yes | – |

By hand, four faults of this library were found and then corrected: a stop that fails with exit code 0, a node that stays
suspended, a slow key exchange, and on 1.1.10 a removed node that comes back. The stand-in imitates the first three of them.`;

/** What users of some clients have to know. Each was seen in a run of the matrix. */
export const CLIENT_NOTES = `- pnpm 12 fails until the project decides on build scripts. None is needed: \`allowBuilds: { cpu-features: false, protobufjs: false, ssh2: false }\` in
  pnpm-workspace.yaml.
- npm refuses TypeScript 7, because @pulumi/pulumi wants a TypeScript below 7. A program that is compiled before the run
  (\`runtime: { name: nodejs, options: { typescript: false } }\`) can use it under an alias.
- A program in ES modules needs ts-node 10 in the project. A program in JavaScript needs no tsconfig.json: Pulumi reads it with
  TypeScript 3.8, which does not know today's options.
- Two copies of the library in one program work together, also with two copies of @pulumi/pulumi.
- Windows and macOS: [access](access.md#windows-and-macos-as-clients).`;
