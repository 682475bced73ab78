import * as sessions from "../../sdk/host/ssh/session";
import { SplitBrainCheck, queryQuorateCib } from "../../sdk/transaction/partition";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

/** A half of the cluster: its CIB names the coordinator and the nodes that are online. */
interface Half {
  readonly dc: 1 | 2;
  readonly online: readonly string[];
  readonly quorum?: 0 | 1;
}

const cibOf = ({ dc, online, quorum = 1 }: Half): string => {
  const states = online.map((n) => `<node_state uname="${n}" in_ccm="true" crmd="online"/>`);
  return (
    `<cib admin_epoch="0" epoch="5" num_updates="0" have-quorum="${quorum}" dc-uuid="${dc}"><configuration><crm_config/>` +
    `<nodes><node id="1" uname="rsha1"/><node id="2" uname="rsha2"/></nodes><resources/></configuration><status>${states.join("")}</status></cib>`
  );
};

/** Reads the CIB of rsha1, which answers with these halves one after the other. rsha2 always answers with its own. */
async function readUnsplit(first: readonly Half[], second: Half): Promise<string | undefined> {
  const reads = [...first];
  const sessionOf = (node: string): sessions.Session => ({
    node,
    run: () => {
      const half = node === "rsha1" ? (reads.shift() ?? second) : second;
      return Promise.resolve({ stdout: cibOf(half), stderr: "", exitCode: 0 });
    },
    close: () => undefined,
  });
  jest
    .spyOn(sessions, "openSession")
    .mockImplementation(({ name }) => Promise.resolve(sessionOf(name)));
  const session = sessionOf("rsha1");
  const check = new SplitBrainCheck({ nodes: [{ name: "rsha1" }, { name: "rsha2" }] });
  const seen = await check.queryUnsplit(session, () => queryQuorateCib(session));
  return seen.attributes["dc-uuid"];
}

afterEach(() => jest.restoreAllMocks());

const ALONE: Half = { dc: 1, online: ["rsha1"] };
const OTHER: Half = { dc: 2, online: ["rsha2"] };

describe("SplitBrainCheck", () => {
  test("refuses a cluster whose offline node has another coordinator and quorum", async () => {
    await expect(readUnsplit([ALONE, ALONE, ALONE], OTHER)).rejects.toThrow(
      "the cluster is split: for rsha1 the coordinator (DC) is rsha1, for rsha2 it is rsha2. Both halves act as the whole cluster",
    );
  });

  test("accepts a node that is just joining", async () => {
    const joined: Half = { dc: 2, online: ["rsha1", "rsha2"] };
    expect(await readUnsplit([ALONE, joined], joined)).toBe("2");
  });

  test("ignores an offline node whose partition has no quorum", async () => {
    expect(await readUnsplit([ALONE], { ...OTHER, quorum: 0 })).toBe("1");
  });
});
