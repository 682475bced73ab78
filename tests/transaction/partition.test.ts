import * as sessions from "../../sdk/host/ssh/session";
import { NodeUnusable } from "../../sdk/errors";
import { SplitBrainCheck, queryQuorateCib } from "../../sdk/transaction/partition";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

/** A part of the cluster: its CIB names the coordinator, if there is one, and the nodes that are online. */
interface Half {
  readonly dc?: 1 | 2;
  readonly online: readonly string[];
  readonly quorum?: 0 | 1;
  /** The cluster's `no-quorum-policy`. */
  readonly policy?: string;
}

const cibOf = ({ dc, online, quorum = 1, policy = "stop" }: Half): string => {
  const states = online.map((n) => `<node_state uname="${n}" in_ccm="true" crmd="online"/>`);
  const coordinator = dc === undefined ? "" : ` dc-uuid="${dc}"`;
  return (
    `<cib admin_epoch="0" epoch="5" num_updates="0" have-quorum="${quorum}"${coordinator}><configuration>` +
    `<crm_config><cluster_property_set id="set"><nvpair id="policy" name="no-quorum-policy" value="${policy}"/></cluster_property_set></crm_config>` +
    `<nodes><node id="1" uname="rsha1"/><node id="2" uname="rsha2"/></nodes><resources/></configuration><status>${states.join("")}</status></cib>`
  );
};

const sessionOf = (node: string, nextHalf: () => Half): sessions.Session => ({
  node,
  run: () => Promise.resolve({ stdout: cibOf(nextHalf()), stderr: "", exitCode: 0 }),
  close: () => undefined,
});

/** Spies on the sessions to these nodes, each with its part of the cluster. Other nodes do not answer. */
const spyOnSessions = (halves: Readonly<Record<string, Half>>): jest.SpyInstance =>
  jest.spyOn(sessions, "openSession").mockImplementation(({ name }) => {
    const half = halves[name];
    return half
      ? Promise.resolve(sessionOf(name, () => half))
      : Promise.reject(new NodeUnusable(name, "it does not answer"));
  });

const checkOf = (...names: readonly string[]): SplitBrainCheck =>
  new SplitBrainCheck({ nodes: names.map((name) => ({ name })) });

/** Reads the CIB of rsha1, which answers with these halves one after the other. rsha2 always answers with its own. */
async function readUnsplit(first: readonly Half[], second: Half): Promise<string | undefined> {
  const reads = [...first];
  spyOnSessions({ rsha2: second });
  const session = sessionOf("rsha1", () => reads.shift() ?? second);
  const seen = await checkOf("rsha1", "rsha2").queryUnsplit(session, () =>
    queryQuorateCib(session),
  );
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

  test("accepts an offline node that has the same coordinator or none yet", async () => {
    const reads = [ALONE, ALONE, ALONE];
    expect(await readUnsplit(reads, { ...OTHER, dc: 1 })).toBe("1");
    expect(await readUnsplit(reads, { online: ["rsha2"] })).toBe("1");
  });

  test("accepts a node that has no coordinator yet", async () => {
    expect(await readUnsplit([{ online: ["rsha1"] }], OTHER)).toBeUndefined();
  });

  test("refuses when one offline node does not answer and the next one is another half", async () => {
    spyOnSessions({ rsha2: OTHER });
    const session = sessionOf("rsha1", () => ALONE);
    const reading = checkOf("rsha1", "silent", "rsha2").queryUnsplit(session, () =>
      queryQuorateCib(session),
    );
    await expect(reading).rejects.toThrow("for rsha2 it is rsha2. Both halves");
  });

  test("queries only the other offline nodes, and a silent node once", async () => {
    const open = spyOnSessions({ rsha2: { ...OTHER, quorum: 0 } });
    const check = checkOf("rsha1", "rsha2", "rsha3", "silent");
    const session = sessionOf("rsha1", () => ({ dc: 1, online: ["rsha3"] }));
    for (let read = 0; read < 2; read++)
      await check.queryUnsplit(session, () => queryQuorateCib(session));
    expect(open.mock.calls).toEqual([
      [{ name: "rsha2" }, undefined],
      [{ name: "silent" }, undefined],
    ]);
  });
});

describe("queryQuorateCib", () => {
  const read = (half: Half): Promise<unknown> =>
    queryQuorateCib(sessionOf("rsha1", () => ({ ...ALONE, ...half })));

  test("refuses a partition without quorum, unless the cluster ignores quorum", async () => {
    await expect(read({ online: [], quorum: 0 })).rejects.toThrow(
      "rsha1: its partition has no quorum",
    );
    await expect(read({ online: [], quorum: 0, policy: "ignore" })).resolves.toMatchObject({
      attributes: { "have-quorum": "0" },
    });
  });
});
