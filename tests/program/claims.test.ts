import * as pulumi from "@pulumi/pulumi";
import { HostFile } from "../../sdk/resources/hosts/host-file";
import { PropertiesFile } from "../../sdk/resources/hosts/properties-file";
import { claimIds, claimMembers, claimObjects } from "../../sdk/program/claims";
import { ResourceGroup, type ResourceGroupArgs } from "../../sdk/resources/groups/resource-group";

describe("Claims", () => {
  test("claimIds accepts an id once per cluster", () => {
    const [one, two] = [{}, {}];
    claimIds(one, "first", ["a", undefined, "b"]);
    claimIds(two, "first", ["a"]);
    expect(() => claimIds(one, "second", ["c", "b"])).toThrow(
      'second: the id "b" is already taken by the resource "first" of this program on the same cluster; set another `name`',
    );
  });

  test("claimMembers accepts a member in one group of a program and ignores duplicates within a group", () => {
    const cluster = {};
    claimMembers(cluster, "web", ["a", "b", "b"]);
    expect(() => claimMembers(cluster, "db", ["b"])).toThrow(
      'db: members: b is already a member of the group "web" of this program; a resource can be in one group only',
    );
  });

  test("resources and groups without a cluster are refused", () => {
    const without = { members: ["a"] } as unknown as ResourceGroupArgs;
    expect(() => new ResourceGroup("g", without)).toThrow(
      "g: cluster is required: a CorosyncCluster, or { nodes: [{ name, host }], connection }",
    );
  });

  test("a file is claimed once, whichever way its path is spelled", async () => {
    await pulumi.runtime.setMocks({
      newResource: ({ name, inputs }) => ({ id: name, state: inputs as object }),
      call: () => ({}),
    });
    const cluster = { nodes: [{ name: "rsha1" }] };
    const file = (name: string, path: string): HostFile =>
      new HostFile(name, { cluster, path, content: "x" });
    file("one", "/etc//x.conf");
    expect(() => file("two", "/etc/./x.conf")).toThrow(
      'two: /etc/x.conf is already declared by the resource "one" of this program',
    );
    const keys = (name: string, path: string): PropertiesFile =>
      new PropertiesFile(name, { cluster, path, section: "s", properties: { a: 1 } });
    keys("three", "/etc/y");
    expect(() => keys("four", "/etc//y")).toThrow(
      'four: a of [s] in /etc/y is already declared by the resource "three"',
    );
  });

  test("claimObjects accepts an object once per cluster", () => {
    const cluster = {};
    claimObjects(cluster, "one", ["a of [s] in /opt/x", "/opt/y"]);
    claimObjects({}, "other", ["/opt/y"]);
    expect(() =>
      claimObjects(cluster, "two", ["b of [s] in /opt/x", "a of [s] in /opt/x"]),
    ).toThrow(
      'two: a of [s] in /opt/x is already declared by the resource "one" of this program on the same cluster; declare it once',
    );
  });
});
