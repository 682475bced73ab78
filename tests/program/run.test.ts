import type * as Pulumi from "@pulumi/pulumi";
import type * as Run from "../../sdk/program/run";

interface Copy {
  readonly runtime: typeof Pulumi.runtime;
  readonly declarationsOn: typeof Run.declarationsOn;
}

/** Loads this library and @pulumi/pulumi once more, as a second installation does. */
function loadCopy(): Copy {
  let copy: Copy | undefined;
  jest.isolateModules(() => {
    const { runtime } = jest.requireActual<typeof Pulumi>("@pulumi/pulumi");
    const { declarationsOn } = jest.requireActual<typeof Run>("../../sdk/program/run");
    copy = { runtime, declarationsOn };
  });
  if (copy === undefined) throw new Error("nothing was loaded");
  return copy;
}

const cluster = {};
const { argv } = process;
const startedBy = (script: string): void => {
  process.argv = [argv[0] ?? "", script];
};

/** Tells whether two copies in one process share the declarations of a run. */
function share(): boolean {
  const [one, two] = [loadCopy(), loadCopy()];
  one.runtime.resetOptions("project", "stack", -1, "", "127.0.0.1:9", false, "");
  expect(one.runtime.getMonitor()).not.toBe(two.runtime.getMonitor());
  return one.declarationsOn(cluster) === two.declarationsOn(cluster);
}

describe("Declarations of a run", () => {
  afterEach(() => {
    process.argv = argv;
  });

  it("are shared by two copies of the library and of @pulumi/pulumi in one program", () => {
    startedBy("/project/node_modules/@pulumi/pulumi/cmd/run");
    expect(share()).toBe(true);
  });

  it("end with the connection to the engine in a process that runs several programs", () => {
    startedBy("/project/automation.mjs");
    expect(share()).toBe(false);
  });
});
