import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../../lab/cluster/lab";
import { describeLive } from "../support/cluster";
import { hasPlugin } from "../support/plugin";
import { on, onBoth } from "../support/shell";
import { type Ended, counts, failure } from "../cli/output";
import { Stack } from "../cli/stack";

const program = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { HostPreparation } from "pulumi-pacemaker";

const { nodes, connection, packages } = JSON.parse(readFileSync("declared.json", "utf8"));
new HostPreparation("hosts", {
  nodes,
  connection,
  packages,
  files: [{ source: new pulumi.asset.FileAsset("extra.deb"), remotePath: "/tmp/lab-extra.deb" }],
});
`;

/** A package that is in no repository, in base64. */
const BUILD = `set -e
mkdir -p /tmp/extra/DEBIAN
printf 'Package: lab-extra\\nVersion: 1\\nArchitecture: all\\nMaintainer: nobody\\nDescription: nothing\\n' >/tmp/extra/DEBIAN/control
dpkg-deb --build /tmp/extra /tmp/extra.deb >/dev/null
base64 /tmp/extra.deb
rm -r /tmp/extra /tmp/extra.deb`;

const missing = "the plugin pulumi-resource-command is not on this machine";
const withPlugin = hasPlugin("command") ? test : test.skip;
const unless = hasPlugin("command") ? "" : ` (${missing})`;

/** Output of the script during the run of the CLI, by node. */
const said = ({ output }: Ended): string[] => {
  const lines = output.matchAll(
    /Command (hosts-rsha\d) \w+ing \(\d+s\)(?: \[diff: \S+\];)? ([^[\s].*)/g,
  );
  return [...new Set([...lines].map(([, name, line]) => `${name}: ${line}`))].sort();
};

describeLive("The script that prepares hosts", (lab: Lab) => {
  let stack: Stack | undefined;

  const made = async (): Promise<Stack> => {
    stack = await Stack.make(lab, {
      files: { "index.ts": program },
      packages: ["pulumi-pacemaker", "@pulumi/command", "@pulumi/pulumi", "typescript", "@types"],
    });
    const built = Buffer.from(await on(lab, "rsha1", BUILD), "base64");
    writeFileSync(join(stack.directory, "extra.deb"), built);
    return stack;
  };
  const state = (): Promise<string[]> =>
    onBoth(
      lab,
      "dpkg -s lab-extra 2>&1 | sed -n 's/^Status: //p'; systemctl is-active pcsd || true",
    );

  afterAll(async () => {
    if (stack === undefined) return;
    await stack.remove();
    await onBoth(lab, "dpkg -r lab-extra; rm -f /tmp/lab-extra.deb; systemctl enable --now pcsd");
  }, 60_000);

  withPlugin(
    `installs and starts what is missing, and leaves the rest unchanged${unless}`,
    async () => {
      const prepared = await made();
      const packages = ["/tmp/lab-extra.deb"];
      prepared.write({ "declared.json": JSON.stringify({ ...lab.connection(), packages }) });
      await on(lab, "rsha2", "systemctl disable --now pcsd");
      const first = await prepared.up();
      expect(failure(first)).toBe("");
      expect(said(first)).toEqual([
        "hosts-rsha1: installed /tmp/lab-extra.deb",
        "hosts-rsha2: installed /tmp/lab-extra.deb",
        "hosts-rsha2: pcsd: started, and at boot",
      ]);
      const right = "install ok installed\nactive";
      expect(await state()).toEqual([right, right]);
      expect(counts(await prepared.up())).toEqual(["7 unchanged"]);
      // Another list of packages runs the script again, which finds nothing to do.
      const more = { ...lab.connection(), packages: [...packages, "pcs"] };
      prepared.write({ "declared.json": JSON.stringify(more) });
      const second = await prepared.up();
      expect([failure(second), counts(second), said(second)]).toEqual([
        "",
        ["~ 2 updated", "5 unchanged"],
        [],
      ]);
    },
    120_000,
  );

  withPlugin(
    `fails with the message of the package manager if a package cannot be installed${unless}`,
    async () => {
      const prepared = stack ?? (await made());
      const packages = ["no-such-package"];
      prepared.write({ "declared.json": JSON.stringify({ ...lab.connection(), packages }) });
      await onBoth(lab, "mv /etc/apt/sources.list /etc/apt/sources.list.away");
      const { exitCode, output } = await prepared.up();
      await onBoth(lab, "mv /etc/apt/sources.list.away /etc/apt/sources.list");
      expect(exitCode).not.toBe(0);
      expect(output).toContain("apt-get could not install no-such-package (exit 100)");
      expect(output).toContain("Unable to locate package no-such-package");
    },
    60_000,
  );
});
