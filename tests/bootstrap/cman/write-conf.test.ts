import { writeConf } from "../../../sdk/bootstrap/cman/write-conf";
import { inspectCmanNode, keepLine, readKeptLine } from "../../../sdk/host/commands/cman-commands";
import { editFile } from "../../../sdk/hosts/edit-file";
import { RootedNode } from "../../hosts/rooted-node";

const CONF = "/etc/cluster/cluster.conf";
const SYSCONFIG = "/etc/sysconfig/cman";
let nodes: RootedNode[];
beforeEach(() => {
  nodes = ["rsha1", "rsha2"].map((name) => new RootedNode(name));
  for (const node of nodes) {
    node.write(CONF, "<old/>\n");
    node.write(SYSCONFIG, "A=1\n");
    node.program("chown", "exit 0");
  }
});
afterEach(() => nodes.forEach((node) => node.close()));

/** Inspects the nodes. `writeConf` uses the session and the text only. */
const inspectAll = async (): Promise<Parameters<typeof writeConf>[0]> =>
  Promise.all(
    nodes.map(async (session) => ({
      session,
      facts: await inspectCmanNode(session),
      state: {} as never,
    })),
  );
const texts = (): string[] => nodes.map((node) => node.read(CONF));
const names = (): string[][] => nodes.map((node) => node.list("/etc/cluster"));
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "it worked",
    (e: unknown) => (e as Error).message,
  );

describe("writeConf", () => {
  test("writes the file on every node, and leaves nothing beside it", async () => {
    await writeConf(await inspectAll(), "<new/>\n");
    expect([texts(), names()]).toEqual([
      ["<new/>\n", "<new/>\n"],
      [["cluster.conf"], ["cluster.conf"]],
    ]);
  });

  test("writes nothing if another writer has changed the file of one node since it was read", async () => {
    const seen = await inspectAll();
    nodes[1]?.write(CONF, "<theirs/>\n");
    expect(await failure(writeConf(seen, "<new/>\n"))).toBe(
      "rsha2: another writer has changed /etc/cluster/cluster.conf since it was read, so it was not written; run again",
    );
    expect([texts(), names()]).toEqual([
      ["<old/>\n", "<theirs/>\n"],
      [["cluster.conf"], ["cluster.conf"]],
    ]);
  });

  test("writes nothing if the tools of one node refuse it, or the last step fails there", async () => {
    nodes[1]?.program("ccs_config_validate", "echo bad >&2; exit 1");
    expect(await failure(writeConf(await inspectAll(), "<new/>\n"))).toBe(
      "rsha2: ccs_config_validate -f exited with 1: bad",
    );
    nodes[1]?.program("ccs_config_validate", "exit 0");
    nodes[1]?.program("mv", "echo busy >&2; exit 1");
    expect(await failure(writeConf(await inspectAll(), "<new/>\n"))).toBe(
      `rsha2: replace ${CONF} exited with 168: busy\nrsha1: had been changed before that, and was changed back`,
    );
    expect([texts(), names()]).toEqual([
      ["<old/>\n", "<old/>\n"],
      [["cluster.conf"], ["cluster.conf"]],
    ]);
  });
});

describe("editFile", () => {
  test("edits the new text if another writer was faster, creates a file, and removes it", async () => {
    const [node] = nodes as [RootedNode];
    const theirs = ["A=2\n", "A=3\n"];
    await editFile(node, SYSCONFIG, (text) => {
      const other = theirs.shift();
      if (other !== undefined) node.write(SYSCONFIG, other);
      return `${text}B=1\n`;
    });
    expect(node.read(SYSCONFIG)).toBe("A=3\nB=1\n");
    await editFile(node, SYSCONFIG, () => undefined);
    expect(node.list("/etc/sysconfig")).toEqual([]);
    await editFile(node, SYSCONFIG, (text) => text ?? "C=1\n");
    expect(node.read(SYSCONFIG)).toBe("C=1\n");
  });

  test("refuses what is no text file", async () => {
    const [node] = nodes as [RootedNode];
    node.write(SYSCONFIG, Buffer.from([0xff]));
    expect(await failure(editFile(node, SYSCONFIG, () => "x"))).toBe(
      `rsha1: ${SYSCONFIG} is not UTF-8 text, so it was not changed`,
    );
    expect(await failure(editFile(node, "/etc/sysconfig", () => "x"))).toBe(
      "rsha1: path: /etc/sysconfig is a directory; name the file itself",
    );
  });
});

describe("keepLine", () => {
  test("keeps the first line, whichever run stores another one at the same moment", async () => {
    const [node] = nodes as [RootedNode];
    await keepLine(node, "");
    await Promise.all([keepLine(node, "A=1"), keepLine(node, "A=2")]);
    expect([await readKeptLine(node), node.list("/etc/cluster")]).toEqual([
      ...["", [".quorum-timeout.found", "cluster.conf"]],
    ]);
  });
});
