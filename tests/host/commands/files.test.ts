import {
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { CommandFailed, NodeUnusable } from "../../../sdk/errors";
import { type FileFacts, type RegularFile, inspectFile } from "../../../sdk/host/commands/files";
import { stageFile, stageRemoval } from "../../../sdk/host/commands/replace-file";
import { FakeNode } from "../fakes";
import { Temporary } from "../temporary";

let files: Temporary;
let node: FakeNode;
beforeEach(() => {
  files = new Temporary();
  node = new FakeNode({});
  mkdirSync(files.path("sub"));
});
afterEach(() => {
  node.close();
  files.remove();
});

const inspect = (name: string): Promise<FileFacts> => inspectFile(node, files.path(name));
const text = (name: string): string => readFileSync(files.path(name), "utf8");

async function stage(name: string, bytes: string, more: object = {}) {
  const seen = await inspect(name);
  if (seen.is !== "file" && seen.is !== "absent") throw new Error(seen.is);
  return stageFile(node, { state: seen, bytes: Buffer.from(bytes), ...more });
}

describe("inspectFile", () => {
  test("returns the bytes, mode and owner of a file, through a link too", async () => {
    const bytes = Buffer.from([0, 255, 10, 13, 128, 10, 10]);
    writeFileSync(files.path("a b\tä"), bytes, { mode: 0o640 });
    symlinkSync("../a b\tä", files.path("sub/link"));
    const id = String(process.getuid?.());
    const { stamp, owner, group, ...seen } = {
      stamp: "",
      owner: { id: "" },
      group: {},
      ...(await inspect("sub/link")),
    };
    expect(seen).toEqual({ is: "file", target: files.path("a b\tä"), mode: "640", bytes });
    expect([owner.id, stamp !== "", group]).toEqual([id, true, expect.anything()]);
  });

  test("names what a path is if it is not a file", async () => {
    symlinkSync("nowhere", files.path("dangling"));
    symlinkSync("round", files.path("round"));
    const facts = ["sub", "none", "dangling", "none/none", "round"].map(async (name) =>
      inspect(name),
    );
    expect(await Promise.all(facts)).toEqual([
      { is: "directory" },
      { is: "absent", target: files.path("none") },
      { is: "absent", target: files.path("nowhere") },
      { is: "no-directory" },
      { is: "no-directory" },
    ]);
    expect(await inspectFile(node, "/dev/null")).toEqual({ is: "special" });
  });

  test("takes a read that had to be stopped for a hanging file system, and no other failure", async () => {
    const lost = new NodeUnusable("rsha1", "the connection was lost");
    const stopped = new CommandFailed("rsha1", ["read"], 124, "");
    const run = jest.spyOn(node, "run").mockRejectedValueOnce(stopped).mockRejectedValueOnce(lost);
    expect(await inspect("f")).toEqual({ is: "hanging" });
    await expect(inspect("f")).rejects.toBe(lost);
    run.mockResolvedValueOnce({ stdout: "", stderr: "stat: denied", exitCode: 1 });
    await expect(inspect("f")).rejects.toEqual(
      new CommandFailed("rsha1", [`read ${files.path("f")}`], 1, "stat: denied"),
    );
  });
});

describe("stageFile", () => {
  test("replaces the file at the install only, and keeps its mode", async () => {
    files.write("f", "old\n", 0o604);
    symlinkSync("../f", files.path("sub/link"));
    const one = await stage("sub/link", "neü\r\n");
    expect([text("f"), readdirSync(files.directory).length]).toEqual(["old\n", 3]);
    expect(await one.install()).toBe(true);
    await one.finish();
    expect([text("f"), text("sub/link"), statSync(files.path("f")).mode & 0o777]).toEqual([
      ...["neü\r\n", "neü\r\n"],
      0o604,
    ]);
    expect(readdirSync(files.directory).sort()).toEqual(["f", "sub"]);
  });

  test("creates a new file with mode 0600, unless a mode is given", async () => {
    await (await stage("one", "1")).install();
    await (await stage("two", "2", { mode: "0664" })).install();
    expect(["one", "two"].map((f) => statSync(files.path(f)).mode & 0o777)).toEqual([0o600, 0o664]);
  });

  test("keeps a file that was changed, created or removed after it was read", async () => {
    files.write("f", "old\n");
    files.write("gone", "x");
    const plans = [
      await stage("f", "ours"),
      await stage("new", "ours"),
      await stage("gone", "ours"),
    ];
    writeFileSync(files.path("f"), "theirs");
    writeFileSync(files.path("new"), "theirs");
    rmSync(files.path("gone"));
    expect(await Promise.all(plans.map((p) => p.install()))).toEqual([false, false, false]);
    expect([text("f"), text("new")]).toEqual(["theirs", "theirs"]);
    expect(readdirSync(files.directory).sort()).toEqual(["f", "new", "sub"]);
  });

  test("leaves nothing behind after a truncated text or an unknown owner", async () => {
    files.write("f", "old\n");
    const short: typeof node.run = (argv, options) => node.run(argv, { ...options, stdin: "x" });
    const cut = { node: "rsha1", run: short, close: () => undefined };
    const state = (await inspect("f")) as RegularFile;
    const write = { state, bytes: Buffer.from("whole") };
    await expect(stageFile(cut, write)).rejects.toThrow(
      "the text did not arrive whole; nothing was changed",
    );
    await expect(stageFile(node, { ...write, owner: "nobody-here" })).rejects.toThrow(
      /invalid user.*nobody-here.*; nothing was changed/,
    );
    await (await stageFile(node, write)).discard();
    expect([text("f"), readdirSync(files.directory).sort()]).toEqual(["old\n", ["f", "sub"]]);
  });

  test("removes leftovers of a killed run after an hour, and never a former file that another run needs", async () => {
    const [staged, former] = [".pulumi-pacemaker-staged", ".pulumi-pacemaker-former"];
    for (const name of [staged, former]) files.write(name, "left");
    const then = Date.now() / 1000 - 7200;
    utimesSync(join(files.directory, former), then, then);
    await (await stage("f", "x")).install();
    expect(readdirSync(files.directory).sort()).toEqual([former, staged, "f", "sub"]);
    // This find takes the last hour for the time before it.
    node.program(
      "find",
      'for a; do shift; [ "$a" = +60 ] && a=-60; set -- "$@" "$a"; done; exec /usr/bin/find "$@"',
    );
    utimesSync(join(files.directory, former), new Date(), new Date());
    await (await stage("g", "x")).install();
    expect(readdirSync(files.directory).sort()).toEqual(["f", "g", "sub"]);
  });

  test("lets only one of several writers that have read the same file replace it", async () => {
    files.write("f", "old\n");
    node.program("sha256sum", "sleep 0.1; exec /usr/bin/sha256sum");
    const plans = await Promise.all(["1", "2", "3", "4"].map((bytes) => stage("f", bytes)));
    const installed = await Promise.all(plans.map((p) => p.install()));
    expect(installed.filter(Boolean)).toEqual([true]);
    expect(text("f")).toBe(String(installed.indexOf(true) + 1));
  });

  test("keeps a change of equal length that the file's times do not show", async () => {
    files.write("f", "old\n");
    // The times of this file system have a resolution of a minute, and its inodes do not change.
    node.program("stat", "exec /usr/bin/stat \"$@\" | sed 's/:[0-9.]* +0000/ +0000/g'");
    const one = await stage("f", "ours");
    writeFileSync(files.path("f"), "new\n");
    expect([await one.install(), text("f")]).toEqual([false, "new\n"]);
  });

  test("restores the former file with its inode, or removes a new file, unless another writer changed it", async () => {
    files.write("f", "old\n", 0o604);
    const { ino } = statSync(files.path("f"));
    const [one, fresh, gone] = [await stage("f", "1"), await stage("new", "1"), await removal("f")];
    expect(await Promise.all([one.install(), fresh.install()])).toEqual([true, true]);
    expect(await Promise.all([one.undo(), fresh.undo()])).toEqual([true, true]);
    expect([text("f"), statSync(files.path("f")).ino, readdirSync(files.directory)]).toEqual([
      ...["old\n", ino],
      ["f", "sub"],
    ]);
    expect(await gone.install()).toBe(false);
    const again = await removal("f");
    expect([await again.install(), readdirSync(files.directory).includes("f")]).toEqual([
      ...[true, false],
    ]);
    expect([await again.undo(), text("f")]).toEqual([true, "old\n"]);
    const two = await stage("f", "2");
    await two.install();
    writeFileSync(files.path("f"), "theirs");
    expect([await two.undo(), text("f")]).toEqual([false, "theirs"]);
    expect(readdirSync(files.directory)).toEqual(["f", "sub"]);
  });

  test("runs nothing to finish a new file, which has no former one", async () => {
    const fresh = await stage("new", "1");
    await fresh.install();
    const run = jest.spyOn(node, "run");
    await fresh.finish();
    expect(run.mock.calls).toEqual([]);
  });

  test("names a lock that another run holds, and a missing flock, and changes nothing", async () => {
    files.write("f", "old\n");
    const [one, two] = [await stage("f", "1"), await stage("f", "2")];
    node.program("flock", "exit 1");
    await expect(one.install()).rejects.toThrow(
      `rsha1: replace ${files.path("f")} exited with 1: another run has held the lock of the directory for 20 s; look for`,
    );
    node.program("flock", "exit 127");
    await expect(two.install()).rejects.toThrow("the program flock is missing; install util-linux");
    expect(text("f")).toBe("old\n");
  });
});

async function removal(name: string) {
  const seen = await inspect(name);
  if (seen.is !== "file") throw new Error(seen.is);
  return stageRemoval(node, seen);
}
