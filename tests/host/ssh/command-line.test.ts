import { buildCommandLine, buildStandardInput } from "../../../sdk/host/ssh/command-line";

const PATH = "'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'";

test("a command runs in the C locale, with a fixed PATH, and is ended by the host itself", () => {
  expect(
    buildCommandLine({ sudo: false }, ["timeout", "-k", "5"], 60, ["cibadmin", "--query"]),
  ).toBe(`'env' 'LC_ALL=C' ${PATH} 'timeout' '-k' '5' '60' 'cibadmin' '--query'`);
});

test("sudo without a password never asks for one", () => {
  expect(buildCommandLine({ sudo: true }, ["timeout"], 0.5, ["true"])).toBe(
    `'sudo' '-n' '--' 'env' 'LC_ALL=C' ${PATH} 'timeout' '0.5' 'true'`,
  );
});

test("sudo's password goes by standard input, in front of the command's own", () => {
  const target = { sudo: { password: "s3cret" } };
  expect(buildCommandLine(target, ["timeout"], 1, ["cat"])).not.toContain("s3cret");
  expect(buildStandardInput(target, "text")).toBe(
    "s3cret\npulumi-pacemaker: here begins the standard input\ntext",
  );
});
