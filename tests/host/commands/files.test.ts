import {
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  type FileFacts,
  inspectFile,
  removeFile,
  stageFile,
} from "../../../sdk/host/commands/files";
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
  const stamp = seen.is === "file" ? seen.stamp : undefined;
  return stageFile(node, { target: seen.target, stamp, bytes: Buffer.from(bytes), ...more });
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
});

describe("stageFile", () => {
  test("replaces the file at the install only, and keeps its mode", async () => {
    files.write("f", "old\n", 0o604);
    symlinkSync("../f", files.path("sub/link"));
    const one = await stage("sub/link", "neü\r\n");
    expect([text("f"), readdirSync(files.directory).length]).toEqual(["old\n", 3]);
    expect(await one.install()).toBe(true);
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
    await removeFile(node, files.path("gone"));
    expect(await Promise.all(plans.map((p) => p.install()))).toEqual([false, false, false]);
    expect([text("f"), text("new")]).toEqual(["theirs", "theirs"]);
    expect(readdirSync(files.directory).sort()).toEqual(["f", "new", "sub"]);
  });

  test("leaves nothing behind after a truncated text or an unknown owner", async () => {
    files.write("f", "old\n");
    const short: typeof node.run = (argv, options) => node.run(argv, { ...options, stdin: "x" });
    const cut = { node: "rsha1", run: short, close: () => undefined };
    const write = { target: files.path("f"), stamp: undefined, bytes: Buffer.from("whole") };
    await expect(stageFile(cut, write)).rejects.toThrow(
      "the text did not arrive whole; nothing was changed",
    );
    await expect(stageFile(node, { ...write, owner: "nobody-here" })).rejects.toThrow(
      /invalid user.*nobody-here.*; nothing was changed/,
    );
    await (await stageFile(node, write)).discard();
    expect([text("f"), readdirSync(files.directory).sort()]).toEqual(["old\n", ["f", "sub"]]);
  });

  test("removes leftovers of a killed run after an hour", async () => {
    const [old, young] = [".pulumi-pacemaker-old", ".pulumi-pacemaker-young"];
    for (const name of [old, young]) files.write(name, "left");
    const then = Date.now() / 1000 - 7200;
    utimesSync(join(files.directory, old), then, then);
    await (await stage("f", "x")).install();
    expect(readdirSync(files.directory).sort()).toEqual([young, "f", "sub"]);
  });
});
