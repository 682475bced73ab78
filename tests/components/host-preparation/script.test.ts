import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SCRIPT } from "../../../sdk/components/host-preparation/script";

/** A host with stubs. Lines of a file are its packages, open ports and running services. A log records each change. */
class Host {
  readonly directory = mkdtempSync(join(tmpdir(), "host-preparation-"));
  private readonly programs = join(this.directory, "bin");

  constructor(stubs: Readonly<Record<string, string>>, state: readonly string[] = []) {
    mkdirSync(this.programs);
    writeFileSync(this.path("state"), state.map((line) => `${line}\n`).join(""));
    writeFileSync(this.path("log"), "");
    for (const name of ["grep", "cat", "sed"])
      this.stub(name, `exec /usr/bin/env -i PATH=/usr/bin:/bin ${name} "$@"`);
    for (const [name, source] of Object.entries(stubs)) this.stub(name, source);
  }

  run(...args: string[]): { exitCode: number | null; output: string; changed: string[] } {
    const before = this.log().length;
    const { status, stdout, stderr } = spawnSync("/bin/sh", ["-s", "--", ...args], {
      input: SCRIPT,
      encoding: "utf8",
      env: { PATH: this.programs, HOST: this.directory },
    });
    return {
      exitCode: status,
      output: (stdout + stderr).trim(),
      changed: this.log().slice(before),
    };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true });
  }

  private readonly log = (): string[] =>
    readFileSync(this.path("log"), "utf8")
      .split("\n")
      .filter((line) => line !== "");

  private stub(name: string, source: string): void {
    writeFileSync(join(this.programs, name), `#!/bin/sh\n${PRELUDE}\n${source}\n`);
    chmodSync(join(this.programs, name), 0o755);
  }

  private readonly path = (name: string): string => join(this.directory, name);
}

const PRELUDE = `
has() { /usr/bin/grep -qxF -e "$*" "$HOST/state"; }
put() { echo "$*" >>"$HOST/state"; echo "$*" >>"$HOST/log"; }
`;

const SYSTEMCTL = `case "$*" in
  "-q is-active pcsd") has running pcsd ;;
  "enable --now pcsd") put running pcsd ;;
esac`;

const YUM = (name: string): Record<string, string> => ({
  rpm: `case "$*" in
  "-q --whatprovides "*) has package $3 ;;
  "-qp "*) echo "abiquo-1-1.noarch" ;;
  "-q "*) has package $2 ;;
esac`,
  [name]: `shift # -y
case $1 in --enablerepo=*) echo "$1" >>"$HOST/log"; shift ;; esac
shift # install
for package; do
  case $package in
    nothing) echo "No package nothing available."; continue ;;
    /*) package=abiquo-1-1.noarch ;;
  esac
  put package $package
done`,
});

const APT = {
  dpkg: `has package $2 || exit 1; echo "Status: install ok installed"; echo "Version: 1"`,
  "dpkg-deb": `case $3 in Package) echo abiquo ;; Version) echo 1 ;; esac`,
  "apt-get": `case "$*" in
  "-qq update") ;;
  *) for package; do case $package in -*|Dpkg*|install) ;; nothing) echo "E: Unable to locate package nothing"; exit 100 ;; /*) put package abiquo ;; *) put package $package ;; esac; done ;;
esac`,
};

const EL = ["corosync", "pacemaker", "pcs", "resource-agents", "fence-agents-all"];

let host: Host;
afterEach(() => host.remove());

describe("The preparation script", () => {
  test.each(["dnf", "yum"])(
    "installs missing packages with %s, and nothing the second time",
    (manager) => {
      host = new Host({ ...YUM(manager), systemctl: SYSTEMCTL }, ["package pacemaker"]);
      const wanted = ["corosync", "yes", "ha,extras", "nfs-utils", "/tmp/abiquo.rpm"];
      const lacking = [...EL.filter((p) => p !== "pacemaker"), "nfs-utils"];
      expect(host.run(...wanted)).toEqual({
        exitCode: 0,
        output: `installed ${lacking.join(" ")} /tmp/abiquo.rpm\npcsd: started, and at boot`,
        changed: [
          "--enablerepo=ha,extras",
          ...[...lacking, "abiquo-1-1.noarch"].map((p) => `package ${p}`),
          "running pcsd",
        ],
      });
      expect(host.run(...wanted)).toEqual({ exitCode: 0, output: "", changed: [] });
    },
  );

  test("installs missing packages with apt-get, and nothing the second time", () => {
    host = new Host({ ...APT, systemctl: SYSTEMCTL }, ["running pcsd"]);
    const wanted = ["corosync", "yes", "", "/tmp/abiquo.deb"];
    const debian = ["corosync", "pacemaker", "pcs", "resource-agents", "fence-agents"];
    expect(host.run(...wanted)).toEqual({
      exitCode: 0,
      output: `installed ${debian.join(" ")} /tmp/abiquo.deb`,
      changed: [...debian, "abiquo"].map((p) => `package ${p}`),
    });
    expect(host.run(...wanted)).toEqual({ exitCode: 0, output: "", changed: [] });
  });

  test("fails for a package that yum of EL6 does not find, although yum succeeds", () => {
    host = new Host(YUM("yum"));
    expect(host.run("cman", "no", "", "nothing")).toMatchObject({
      exitCode: 1,
      output:
        "yum could not install nothing (exit 0); the cluster's packages are in the distribution's repository High Availability: name it with enableRepositories: No package nothing available.",
    });
  });

  test("fails with the output of apt-get for a package that it does not find", () => {
    host = new Host(
      APT,
      ["corosync", "pacemaker", "pcs", "resource-agents", "fence-agents"].map(
        (p) => `package ${p}`,
      ),
    );
    expect(host.run("corosync", "no", "", "nothing")).toEqual({
      exitCode: 1,
      output: "apt-get could not install nothing (exit 100): E: Unable to locate package nothing",
      changed: [],
    });
  });

  test.each([
    [
      {},
      "corosync",
      "there is none of dnf, yum and apt-get: install the cluster's packages in another way",
    ],
    [APT, "cman", "CMAN is a stack of EL6, and this is no EL: use the stack corosync"],
  ])("fails with the reason on an unsupported host: %#", (stubs, stack, output) => {
    host = new Host(stubs);
    expect(host.run(stack, "yes", "")).toEqual({ exitCode: 1, output, changed: [] });
  });

  const installed = [...EL.map((p) => `package ${p}`), "running pcsd"];

  test("adds the service to firewalld once, at runtime and permanently", () => {
    const firewalld = `case "$*" in
  --state) ;;
  *--query-service=*) has "firewall \${1%%--query*}" ;;
  *) put "firewall \${1%%--add*}" ;;
esac`;
    host = new Host({ ...YUM("dnf"), systemctl: SYSTEMCTL, "firewall-cmd": firewalld }, installed);
    expect(host.run("corosync", "yes", "")).toEqual({
      exitCode: 0,
      output:
        "firewalld: high-availability opened\nfirewalld: high-availability opened --permanent",
      changed: ["firewall", "firewall --permanent"].map((l) =>
        l === "firewall" ? "firewall " : l,
      ),
    });
    expect(host.run("corosync", "yes", "")).toEqual({ exitCode: 0, output: "", changed: [] });
    expect(host.run("corosync", "no", "")).toEqual({ exitCode: 0, output: "", changed: [] });
  });

  test("runs nothing of a truncated script", () => {
    host = new Host({ ...YUM("dnf"), systemctl: SYSTEMCTL });
    const cut = SCRIPT.slice(0, SCRIPT.lastIndexOf('main "$@"'));
    const { stdout } = spawnSync("/bin/sh", ["-s", "--", "corosync", "yes", ""], {
      input: cut,
      encoding: "utf8",
      env: { PATH: join(host.directory, "bin"), HOST: host.directory },
    });
    expect([
      stdout,
      existsSync(join(host.directory, "log")) && readFileSync(join(host.directory, "log"), "utf8"),
    ]).toEqual(["", ""]);
  });
});
