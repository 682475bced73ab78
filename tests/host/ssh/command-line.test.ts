import {
  buildCommandLine,
  buildProbeInput,
  buildProbeLine,
  buildStandardInput,
} from "../../../sdk/host/ssh/command-line";

const PATH = "'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'";

describe("buildCommandLine", () => {
  test("runs a command in the C locale with a fixed PATH and a timeout on the host", () => {
    expect(
      buildCommandLine({ sudo: false }, ["timeout", "-k", "5"], 60, ["cibadmin", "--query"]),
    ).toBe(`'env' 'LC_ALL=C' ${PATH} 'timeout' '-k' '5' '60' 'cibadmin' '--query'`);
  });

  test("runs sudo so that it never asks for a password", () => {
    expect(buildCommandLine({ sudo: true }, ["timeout"], 0.5, ["true"])).toBe(
      `'sudo' '-n' '--' 'env' 'LC_ALL=C' ${PATH} 'timeout' '0.5' 'true'`,
    );
  });
});

describe("buildStandardInput", () => {
  test("puts sudo's password before the command's standard input", () => {
    const target = { sudo: { password: "s3cret" } };
    expect(buildCommandLine(target, ["timeout"], 1, ["cat"])).not.toContain("s3cret");
    expect(buildStandardInput(target, "text")).toBe(
      "s3cret\npulumi-pacemaker: here begins the standard input\ntext",
    );
  });
});

describe("buildProbeLine and buildProbeInput", () => {
  const probe = `'env' 'LC_ALL=C' ${PATH} 'timeout' '5' 'true'`;

  test.each([
    [false, probe, ""],
    [true, `'env' 'LC_ALL=C' 'sudo' '-n' '--' ${probe}`, ""],
    [{ password: "s3cret" }, `'env' 'LC_ALL=C' 'sudo' '-S' '-p' '' '--' ${probe}`, "s3cret\n"],
  ])("offer the password of sudo once (sudo: %j)", (sudo, line, input) => {
    expect([buildProbeLine({ sudo }, ["timeout"], 5, ["true"]), buildProbeInput({ sudo })]).toEqual(
      [line, input],
    );
  });
});
