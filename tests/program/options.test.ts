import * as pulumi from "@pulumi/pulumi";
import { optionsOf } from "../../sdk/program/options";
import { PacemakerResource, isReferable } from "../../sdk/program/pacemaker-resource";
import { LsbResource } from "../../sdk/resources/primitives/lsb";
import { IpAddr2Resource } from "../../sdk/resources/primitives/ip-addr2";

const none = Promise.resolve([]);

afterEach(() => jest.restoreAllMocks());

describe("optionsOf", () => {
  test("refuses an import, and says what to do instead", () => {
    expect(() => optionsOf("web", { import: "web" }, none)).toThrow(
      new pulumi.RunError(
        "web: the option import cannot be used with a dynamic provider; leave it out: an object of the cluster that is equal is taken over, and with adopt: true one that differs is changed",
      ),
    );
  });

  test("warns of customTimeouts, which Pulumi does not pass on", () => {
    const warn = jest.spyOn(pulumi.log, "warn").mockResolvedValue();
    optionsOf("web", { customTimeouts: { create: "5m" } }, none);
    expect(warn.mock.calls.flat()).toEqual([
      "web: customTimeouts has no effect, because Pulumi tells a dynamic provider nothing of it; give waitTimeout",
    ]);
  });

  test("deletes before a replacement that the engine does without asking for a diff, unless the program says otherwise", () => {
    const deletesFirst = (opts: pulumi.CustomResourceOptions): boolean | undefined =>
      optionsOf("web", opts, none).deleteBeforeReplace;
    expect([
      deletesFirst({}),
      deletesFirst({ replacementTrigger: 1 }),
      deletesFirst({ replaceWith: [] }),
      deletesFirst({ replacementTrigger: 1, deleteBeforeReplace: false }),
    ]).toEqual([undefined, true, true, false]);
  });
});

describe("isInstance", () => {
  /** What another copy of this package makes: the marks of Pulumi, and no class of ours. */
  const foreign = {
    __pulumiResource: true,
    __pulumiType: "pulumi-nodejs:dynamic/pacemaker:IpAddr2",
    reference: pulumi.output("ip"),
  };

  test("knows the resources of another copy of this package by their type", () => {
    expect([
      IpAddr2Resource.isInstance(foreign),
      LsbResource.isInstance(foreign),
      PacemakerResource.isInstance(foreign),
      isReferable(foreign),
    ]).toEqual([true, false, true, true]);
  });

  test("knows no other resource", () => {
    const other = { ...foreign, __pulumiType: "aws:s3/bucket:Bucket" };
    const values = [other, { reference: "ip" }, "ip", undefined];
    expect(values.map((v) => PacemakerResource.isInstance(v) || isReferable(v))).toEqual(
      values.map(() => false),
    );
  });
});
