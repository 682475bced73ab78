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

const look = (name: string): Promise<FileFacts> => inspectFile(node, files.path(name));
const text = (name: string): string => readFileSync(files.path(name), "utf8");

async function staged(name: string, bytes: string, more: object = {}) {
  const seen = await look(name);
  if (seen.is !== "file" && seen.is !== "absent") throw new Error(seen.is);
  const stamp = seen.is === "file" ? seen.stamp : undefined;
  return stageFile(node, { target: seen.target, stamp, bytes: Buffer.from(bytes), ...more });
}

test("a file is seen with its bytes, its mode and its owner, through a link too", async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 128, 10, 10]);
  writeFileSync(files.path("a b\tä"), bytes, { mode: 0o640 });
  symlinkSync("../a b\tä", files.path("sub/link"));
  const id = String(process.getuid?.());
  const { stamp, owner, group, ...seen } = {
    stamp: "",
    owner: { id: "" },
    group: {},
    ...(await look("sub/link")),
  };
  expect(seen).toEqual({ is: "file", target: files.path("a b\tä"), mode: "640", bytes });
  expect([owner.id, stamp !== "", group]).toEqual([id, true, expect.anything()]);
});

test("what is no file says what it is", async () => {
  symlinkSync("nowhere", files.path("dangling"));
  symlinkSync("round", files.path("round"));
  const said = ["sub", "none", "dangling", "none/none", "round"].map(async (name) => look(name));
  expect(await Promise.all(said)).toEqual([
    { is: "directory" },
    { is: "absent", target: files.path("none") },
    { is: "absent", target: files.path("nowhere") },
    { is: "no-directory" },
    { is: "no-directory" },
  ]);
  expect(await inspectFile(node, "/dev/null")).toEqual({ is: "special" });
});

test("what is written counts when it is installed, and keeps the mode of what it replaces", async () => {
  files.write("f", "old\n", 0o604);
  symlinkSync("../f", files.path("sub/link"));
  const one = await staged("sub/link", "neü\r\n");
  expect([text("f"), readdirSync(files.directory).length]).toEqual(["old\n", 3]);
  expect(await one.install()).toBe(true);
  expect([text("f"), text("sub/link"), statSync(files.path("f")).mode & 0o777]).toEqual([
    ...["neü\r\n", "neü\r\n"],
    0o604,
  ]);
  expect(readdirSync(files.directory).sort()).toEqual(["f", "sub"]);
});

test("a new file is nobody else's, unless a mode says otherwise", async () => {
  await (await staged("one", "1")).install();
  await (await staged("two", "2", { mode: "0664" })).install();
  expect(["one", "two"].map((f) => statSync(files.path(f)).mode & 0o777)).toEqual([0o600, 0o664]);
});

test("a file that was changed, made or removed since it was read is left as it is", async () => {
  files.write("f", "old\n");
  files.write("gone", "x");
  const plans = [
    await staged("f", "ours"),
    await staged("new", "ours"),
    await staged("gone", "ours"),
  ];
  writeFileSync(files.path("f"), "theirs");
  writeFileSync(files.path("new"), "theirs");
  await removeFile(node, files.path("gone"));
  expect(await Promise.all(plans.map((p) => p.install()))).toEqual([false, false, false]);
  expect([text("f"), text("new")]).toEqual(["theirs", "theirs"]);
  expect(readdirSync(files.directory).sort()).toEqual(["f", "new", "sub"]);
});

test("what does not arrive whole, or cannot be owned so, leaves nothing behind", async () => {
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

test("what a run that was killed has left behind goes after an hour", async () => {
  const [old, young] = [".pulumi-pacemaker-old", ".pulumi-pacemaker-young"];
  for (const name of [old, young]) files.write(name, "left");
  const then = Date.now() / 1000 - 7200;
  utimesSync(join(files.directory, old), then, then);
  await (await staged("f", "x")).install();
  expect(readdirSync(files.directory).sort()).toEqual([young, "f", "sub"]);
});
