import { hostFileLifecycle } from "../../sdk/hosts/host-file";
import { propertiesFileLifecycle } from "../../sdk/hosts/properties-file";
import type { HostFileInputs, PropertiesFileInputs } from "../../sdk/kind/host-inputs";
import { CommandFailed } from "../../sdk/errors";
import * as sessions from "../../sdk/host/ssh/session";
import { retain } from "../../sdk/reconcile/retained-objects";
import { hostFile as hostFileKind } from "../../sdk/resources/hosts/host-file";
import { propertiesFile as propertiesFileKind } from "../../sdk/resources/hosts/properties-file";
import { RootedNode } from "./rooted-node";

const hostFile = hostFileLifecycle(hostFileKind);
const propertiesFile = propertiesFileLifecycle(propertiesFileKind);
const PATH = "/opt/abiquo.properties";
const cluster = { nodes: [{ name: "rsha1" }, { name: "rsha2" }] };
let rsha1: RootedNode;
let rsha2: RootedNode;
let log: string[];

beforeEach(() => {
  [rsha1, rsha2] = [new RootedNode("rsha1"), new RootedNode("rsha2")];
  for (const node of [rsha1, rsha2]) node.write("/opt/other", "");
  log = [];
  jest
    .spyOn(sessions, "openSession")
    .mockImplementation(({ name }) => Promise.resolve(name === "rsha1" ? rsha1 : rsha2));
  jest.spyOn(console, "log").mockImplementation((line) => void log.push(String(line)));
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
/** The lifecycle as another process has it: with its own state. */
function inAnotherProcess(): typeof propertiesFile {
  let life = propertiesFile;
  jest.isolateModules(() => {
    const { openSession } = sessions;
    jest.doMock("../../sdk/host/ssh/session", () => ({ ...sessions, openSession }));
    const module = jest.requireActual<typeof import("../../sdk/hosts/properties-file")>(
      "../../sdk/hosts/properties-file",
    );
    life = module.propertiesFileLifecycle(propertiesFileKind);
  });
  jest.dontMock("../../sdk/host/ssh/session");
  return life;
}
const message = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it worked",
    (e: unknown) => (e as Error).message,
  );

describe("propertiesFileLifecycle", () => {
  test("writes keys as text, on standard input only, and removes undeclared keys", async () => {
    write("[s]\nport=1\n", "# two\n[s]\n");
    expect(await propertiesFile.create(keys())).toEqual({ id: `${PATH} [s]` });
    const lines = "marked=Canary8\non=true\npassword=Canary7\n";
    expect(read()).toEqual([`[s]\nport=5672\n${lines}`, `# two\n[s]\n${lines}port=5672\n`]);
    expect([rsha1, rsha2].map(({ sent }) => sent.argv.filter((a) => a.includes("Canary")))).toEqual(
      [[], []],
    );
    await propertiesFile.update("", keys(), keys({ properties: { on: false } }));
    expect(read()).toEqual(["[s]\non=false\n", "# two\n[s]\non=false\n"]);
    await propertiesFile.delete("", keys({ properties: { on: false } }));
    expect(read()).toEqual(["[s]\non=false\n", "# two\n[s]\non=false\n"]);
  });

  test("reports drift by node and key, without values of secrets", async () => {
    write(
      "[s]\nport=5673\npassword=Canary5\nmarked=Canary6\non = true\n",
      `[s]\nport=${"9".repeat(200)}\non=true\non=true\nmarked=Canary8\n`,
    );
    const { drift, ...rest } = (await propertiesFile.read("", keys({ drift: ["old"] }))) ?? keys();
    expect(drift).toEqual([
      "rsha1: marked differs",
      "rsha1: password differs",
      'rsha1: port is "5673", not "5672"',
      "rsha2: on occurs more than once",
      "rsha2: password is missing",
      `rsha2: port is "${"9".repeat(39)}…", not "5672"`,
    ]);
    expect(rest).toEqual(keys());
  });

  test("reports a missing or binary file at refresh, and refuses it at update", async () => {
    rsha2.write(PATH, Buffer.from([0x61, 0xff]));
    expect((await propertiesFile.read("", keys()))?.drift).toEqual([
      "rsha1: the file is missing",
      "rsha2: the file is not UTF-8 text",
    ]);
    expect(await message(propertiesFile.update("", keys(), keys()))).toBe(
      `rsha1: path: ${PATH} does not exist; install the package that contains it, or declare mode to create it\n` +
        `rsha2: path: ${PATH} is not UTF-8 text, so it was not changed; name another file`,
    );
  });

  test("refuses ambiguous sections, keys and last lines, with every reason", async () => {
    write("[s]\nport=1\n[s]\n", "[s]\nport=1\nport=2\nother=1\nother=2\non=\\");
    expect(await message(propertiesFile.create(keys()))).toBe(
      `rsha1: section: [s] occurs in ${PATH} 2 times; merge the sections\n` +
        `rsha2: properties: port occurs in ${PATH}, section [s] more than once; keep one line\n` +
        `rsha2: path: ${PATH} ends with a backslash, which continues its last line; complete that line`,
    );
    expect(read()[0]).toBe("[s]\nport=1\n[s]\n");
  });

  test("creates a missing file if a mode is declared, and keeps the line ends of an existing one", async () => {
    rsha1.write(PATH, "a=1\r\n");
    await propertiesFile.create(keys({ mode: "0640", properties: { port: 1 } }));
    expect(read()).toEqual(["a=1\r\n\r\n[s]\r\nport=1\r\n", "[s]\nport=1\n"]);
  });

  test("loses no key if several processes write other keys of one file at the same moment", async () => {
    write("[s]\n");
    for (const node of [rsha1, rsha2])
      node.program("sha256sum", "sleep 0.05; exec /usr/bin/sha256sum");
    const others = ["a", "b", "c"].map((key) => ({ key, life: inAnotherProcess() }));
    for (let round = 1; round <= 5; round++)
      await Promise.all(
        others.map(({ key, life }) =>
          life.update("", keys({ properties: {} }), keys({ properties: { [key]: round } })),
        ),
      );
    expect(read().map((text) => text.split("\n").sort().join(" "))).toEqual(
      Array(2).fill(" [s] a=5 b=5 c=5"),
    );
    expect(rsha1.list("/opt")).toEqual(["abiquo.properties", "other"]);
  }, 60_000);

  test("leaves every node unchanged if one node shows an obstacle in the last step only", async () => {
    write("[s]\nport=1\n");
    rsha2.program("mv", "echo 'mv: Device or resource busy' >&2; exit 1");
    expect(await message(propertiesFile.create(keys()))).toBe(
      `rsha2: replace ${PATH} exited with 168: mv: Device or resource busy\nrsha1: had been changed before that, and was changed back`,
    );
    expect(read()).toEqual(Array(2).fill("[s]\nport=1\n"));
    expect(rsha1.list("/opt")).toEqual(rsha2.list("/opt"));
    expect(rsha1.list("/opt")).toEqual(["abiquo.properties", "other"]);
  });

  test("writes the keys of several resources that are created in one file at once", async () => {
    write("");
    await Promise.all(
      ["a", "b", "c"].map((section) =>
        propertiesFile.create(keys({ section, properties: { k: 1 } })),
      ),
    );
    expect(read()).toEqual(Array(2).fill("[a]\nk=1\n\n[b]\nk=1\n\n[c]\nk=1\n"));
  });
});

describe("File lifecycles", () => {
  test("take other spellings of a path for the same file", async () => {
    for (const path of ["/etc//live/x", "/etc/./live/x", "/etc/././/live//x"]) {
      expect(hostFile.findReplacement(whole({ path }), whole()).properties).toEqual([]);
      expect(hostFile.retainedId?.(path)).toBe("/etc/live/x");
    }
    write("", "", "/etc/live/y");
    expect(await hostFile.create(whole({ path: "/etc//live/./x" }))).toEqual({ id: "/etc/live/x" });
    expect(propertiesFile.retainedParts?.(keys({ path: "/opt//abiquo.properties" }))).toEqual([
      PATH,
    ]);
    expect(
      propertiesFile.findReplacement(keys({ path: "/opt//abiquo.properties" }), keys()).properties,
    ).toEqual([]);
    // Behind a symbolic link `..` leads elsewhere than the text says.
    expect(
      hostFile.findReplacement(whole(), whole({ path: "/etc/live/z/../x" })).properties,
    ).toEqual(["path"]);
  });

  test("keep a file that another resource of the run manages under another path, node by node", async () => {
    write("Canary9\n", "Canary9\n", "/etc/kept/x");
    rsha1.link("/etc/kept/link", "x");
    rsha2.write("/etc/kept/link", "Canary9\n");
    retain(cluster, "/etc/kept/x");
    await hostFile.delete("", whole({ path: "/etc/kept/link" }));
    expect([rsha1, rsha2].map((node) => node.list("/etc/kept"))).toEqual([["link", "x"], ["x"]]);
    expect(log).toEqual([
      "/etc/kept/link: rsha1: kept, because another resource of this program manages /etc/kept/x",
    ]);
    await hostFile.delete("", whole({ path: "/etc/kept/../kept/x" }));
    expect(read("/etc/kept/x")).toEqual(Array(2).fill("Canary9\n"));
  });

  test("replace the resource for another path or section", () => {
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
});

/** Lets the commands that touch a file of the node hang, as on a dead NFS server: the session stops them after their limit. */
function hang(node: RootedNode, ...paths: readonly string[]): void {
  const run = node.run.bind(node);
  jest.spyOn(node, "run").mockImplementation((argv, options = {}) => {
    const { label = argv.join(" "), timeoutSeconds = 60 } = options;
    if (!paths.some((path) => argv.includes(path))) return run(argv, options);
    const why = `it did not end within ${timeoutSeconds} s and was stopped`;
    return Promise.reject(new CommandFailed(node.node, [label], 124, why));
  });
}

describe("A file whose file system hangs on one node", () => {
  const HANGS =
    "did not answer within 20 s; its file system hangs, look at the mounts (findmnt -T)";

  test("is a difference of that node at refresh, and the other nodes are read", async () => {
    write("[s]\nport=1\n");
    write("other\n", "other\n", "/etc/live/x");
    hang(rsha2, "/etc/live/x", PATH);
    const file = await hostFile.read("/etc/live/x", whole());
    const properties = await propertiesFile.read(`${PATH}#s`, keys({ properties: { port: 2 } }));
    expect([file?.drift, properties?.drift]).toEqual([
      [
        expect.stringMatching(/^rsha1: the content differs/),
        "rsha2: the file did not answer within 20 s",
      ],
      ['rsha1: port is "1", not "2"', "rsha2: the file did not answer within 20 s"],
    ]);
  });

  test("is refused at create, update and delete, by node and path, before any change", async () => {
    write("old\n", "old\n", "/etc/live/x");
    hang(rsha2, "/etc/live/x");
    const args = whole({ adopt: true });
    const refused = `rsha2: path: /etc/live/x ${HANGS}`;
    expect(await message(hostFile.create(args))).toBe(refused);
    expect(await message(hostFile.update("/etc/live/x", args, args))).toBe(refused);
    expect(await message(hostFile.delete("/etc/live/x", args))).toBe(refused);
    expect(rsha1.read("/etc/live/x")).toBe("old\n");
  });

  test("stops a deletion that has to resolve another path of the program there", async () => {
    write("Canary9\n", "Canary9\n", "/etc/live/x");
    retain(cluster, "/etc/live/hangs");
    hang(rsha2, "/etc/live/hangs");
    expect(await message(hostFile.delete("/etc/live/x", whole()))).toBe(
      `rsha2: /etc/live/hangs ${HANGS}`,
    );
    expect(read("/etc/live/x")).toEqual(["Canary9\n", "Canary9\n"]);
  });
});

describe("hostFileLifecycle", () => {
  test("creates a file, reports another content by its digest, and removes the file", async () => {
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
    rsha2.program("rm", "echo 'rm: Operation not permitted' >&2; exit 1");
    expect(await message(hostFile.delete("", whole()))).toBe(
      "rsha2: replace /etc/live/x exited with 168: rm: Operation not permitted\nrsha1: had been changed before that, and was changed back",
    );
    expect(read("/etc/live/x")).toEqual(["Canary9\n", "Canary1\n"]);
    rsha2.program("rm", 'exec /bin/rm "$@"');
    await hostFile.delete("", whole());
    expect(await hostFile.read("", whole())).toBeUndefined();
    await hostFile.delete("", whole());
  });

  test("refuses an existing file, unless it is equal or adopt is set", async () => {
    write("Canary9\n", "theirs\n", "/etc/live/x");
    expect(await message(hostFile.create(whole({ hidden: true })))).toBe(
      "rsha2: path: /etc/live/x exists already and differs from what is declared: the content differs; give another path, or set adopt: true to change it to the declaration",
    );
    await hostFile.create(whole({ adopt: true }));
    expect(read("/etc/live/x")).toEqual(Array(2).fill("Canary9\n"));
    await hostFile.create(whole());
    expect(log).toEqual(["/etc/live/x: is already there as declared, taken over"]);
  });
});
