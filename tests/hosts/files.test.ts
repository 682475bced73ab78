import { hostFileLifecycle } from "../../sdk/hosts/host-file";
import { propertiesFileLifecycle } from "../../sdk/hosts/properties-file";
import type { HostFileInputs, PropertiesFileInputs } from "../../sdk/kind/host-inputs";
import * as sessions from "../../sdk/host/ssh/session";
import { hostFile as hostFileKind } from "../../sdk/resources/hosts/host-file";
import { propertiesFile as propertiesFileKind } from "../../sdk/resources/hosts/properties-file";
import { RootedNode } from "./rooted-node";

const hostFile = hostFileLifecycle(hostFileKind);
const propertiesFile = propertiesFileLifecycle(propertiesFileKind);
const PATH = "/opt/abiquo.properties";
const cluster = { nodes: [{ name: "rsha1" }, { name: "rsha2" }] };
let rsha1: RootedNode;
let rsha2: RootedNode;
let said: string[];

beforeEach(() => {
  [rsha1, rsha2] = [new RootedNode("rsha1"), new RootedNode("rsha2")];
  for (const node of [rsha1, rsha2]) node.write("/opt/other", "");
  said = [];
  jest
    .spyOn(sessions, "openSession")
    .mockImplementation(({ name }) => Promise.resolve(name === "rsha1" ? rsha1 : rsha2));
  jest.spyOn(console, "log").mockImplementation((line) => void said.push(String(line)));
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const node of [rsha1, rsha2]) node.close();
});

const keys = (more: Partial<PropertiesFileInputs> = {}): PropertiesFileInputs => ({
  __kind: "pacemaker:PropertiesFile",
  cluster,
  path: PATH,
  section: "s",
  properties: { port: 5672, password: "Canary7", marked: "Canary8", on: true },
  hidden: ["marked"],
  ...more,
});
const whole = (more: Partial<HostFileInputs> = {}): HostFileInputs => ({
  __kind: "pacemaker:HostFile",
  cluster,
  path: "/etc/live/x",
  content: "Canary9\n",
  ...more,
});
const write = (text: string | Buffer, other = text, path = PATH): void => {
  rsha1.write(path, text);
  rsha2.write(path, other);
};
const read = (path = PATH): string[] => [rsha1, rsha2].map((node) => node.read(path));
const message = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it worked",
    (e: unknown) => (e as Error).message,
  );

test("keys are written as text, on standard input only, and taken out again", async () => {
  write("[s]\nport=1\n", "# two\n[s]\n");
  expect(await propertiesFile.create(keys())).toEqual({ id: `${PATH} [s]` });
  const lines = "marked=Canary8\non=true\npassword=Canary7\n";
  expect(read()).toEqual([`[s]\nport=5672\n${lines}`, `# two\n[s]\n${lines}port=5672\n`]);
  expect([rsha1, rsha2].map(({ sent }) => sent.argv.filter((a) => a.includes("Canary")))).toEqual([
    [],
    [],
  ]);
  await propertiesFile.update("", keys(), keys({ properties: { on: false } }));
  expect(read()).toEqual(["[s]\non=false\n", "# two\n[s]\non=false\n"]);
  await propertiesFile.delete("", keys({ properties: { on: false } }));
  expect(read()).toEqual(["[s]\non=false\n", "# two\n[s]\non=false\n"]);
});

test("a refresh tells what differs by node and key, without a value that is secret", async () => {
  write(
    "[s]\nport=5673\npassword=Canary5\nmarked=Canary6\non = true\n",
    `[s]\nport=${"9".repeat(200)}\non=true\non=true\nmarked=Canary8\n`,
  );
  const { drift, ...rest } = (await propertiesFile.read("", keys({ drift: ["old"] }))) ?? keys();
  expect(drift).toEqual([
    "rsha1: marked differs",
    "rsha1: password differs",
    'rsha1: port is "5673", not "5672"',
    "rsha2: on is there more than once",
    "rsha2: password is missing",
    `rsha2: port is "${"9".repeat(39)}…", not "5672"`,
  ]);
  expect(rest).toEqual(keys());
});

test("a file that is missing or no text any more is told at a refresh, and refused at an update", async () => {
  rsha2.write(PATH, Buffer.from([0x61, 0xff]));
  expect((await propertiesFile.read("", keys()))?.drift).toEqual([
    "rsha1: the file is missing",
    "rsha2: the file is no text in UTF-8",
  ]);
  expect(await message(propertiesFile.update("", keys(), keys()))).toBe(
    `rsha1: path: ${PATH} does not exist; install what brings it, or declare mode: then it is created\n` +
      `rsha2: path: ${PATH} is no text in UTF-8, so it was left as it is; name another file`,
  );
});

test("what cannot be told apart is refused with every reason", async () => {
  write("[s]\nport=1\n[s]\n", "[s]\nport=1\nport=2\nother=1\nother=2\non=\\");
  expect(await message(propertiesFile.create(keys()))).toBe(
    `rsha1: section: [s] stands in ${PATH} 2 times; put them together\n` +
      `rsha2: properties: port stands in ${PATH}, section [s] more than once; leave one line\n` +
      `rsha2: path: ${PATH} ends with a backslash, so that its last line would go on; complete it`,
  );
  expect(read()[0]).toBe("[s]\nport=1\n[s]\n");
});

test("a file is created where it is missing and a mode is given; one that is there keeps its own", async () => {
  rsha1.write(PATH, "a=1\r\n");
  await propertiesFile.create(keys({ mode: "0640", properties: { port: 1 } }));
  expect(read()).toEqual(["a=1\r\n\r\n[s]\r\nport=1\r\n", "[s]\nport=1\n"]);
});

test("keys of two resources in one file are all there when both are made at once", async () => {
  write("");
  await Promise.all(
    ["a", "b", "c"].map((section) =>
      propertiesFile.create(keys({ section, properties: { k: 1 } })),
    ),
  );
  expect(read()).toEqual(Array(2).fill("[a]\nk=1\n\n[b]\nk=1\n\n[c]\nk=1\n"));
});

test("another path or section is another resource", () => {
  const replaced = (more: Partial<PropertiesFileInputs>, was = keys()): readonly string[] =>
    propertiesFile.findReplacement(was, keys(more)).properties;
  const { section: _section, ...without } = keys();
  expect([
    replaced({ path: "/opt/b" }),
    replaced({ section: "t" }),
    replaced({}, without),
    replaced({ properties: {} }),
    hostFile.findReplacement(whole(), whole({ path: "/etc/live/y", content: "b" })).properties,
    replaced({ cluster: { nodes: [{ name: "other" }] } }),
  ]).toEqual([["path"], ["section"], ["section"], [], ["path"], ["cluster"]]);
});

test("a whole file is made, told by its digest when it differs, and removed", async () => {
  write("", "", "/etc/live/y");
  await hostFile.create(whole({ mode: "0600" }));
  expect(read("/etc/live/x")).toEqual(Array(2).fill("Canary9\n"));
  rsha2.write("/etc/live/x", "Canary1\n");
  const drift = async (more: object): Promise<readonly string[] | undefined> =>
    (await hostFile.read("", whole(more)))?.drift;
  expect(await drift({ hidden: true, mode: "0644" })).toEqual([
    "rsha1: mode is 0600, not 0644",
    "rsha2: the content differs",
    "rsha2: mode is 0600, not 0644",
  ]);
  expect(await drift({})).toEqual([
    "rsha2: the content differs (SHA-256 b3fc298618a6…, not ddc2d84ef2e0…)",
  ]);
  await hostFile.delete("", whole());
  expect(await hostFile.read("", whole())).toBeUndefined();
  await hostFile.delete("", whole());
});

test("a file of somebody else is refused, unless it is equal or shall be adopted", async () => {
  write("Canary9\n", "theirs\n", "/etc/live/x");
  expect(await message(hostFile.create(whole({ hidden: true })))).toBe(
    "rsha2: path: /etc/live/x exists already and differs from what is declared: the content differs; give another path, or take it over and change it with adopt: true",
  );
  await hostFile.create(whole({ adopt: true }));
  expect(read("/etc/live/x")).toEqual(Array(2).fill("Canary9\n"));
  await hostFile.create(whole());
  expect(said).toEqual(["/etc/live/x: is already there as declared, taken over"]);
});
