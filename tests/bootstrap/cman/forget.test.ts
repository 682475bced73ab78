import { parseXml } from "../../../sdk/cib/xml/parse";
import { forgetNodes, listPacemakerNodes } from "../../../sdk/bootstrap/cman/forget";
import { FakeNode } from "../../host/fakes";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const cib = (nodes: string, status = ""): string =>
  `<cib><configuration><nodes>${nodes}</nodes></configuration><status>${status}</status></cib>`;
const BACK = cib('<node id="rsha1" uname="rsha1"/><node id="rsha3" uname="rsha3"/>');
const GONE = cib('<node id="rsha1" uname="rsha1"/>');

/** Pacemaker 1.1.10: a dead node comes back after its first removal. */
const makeNode = (removals: number): FakeNode =>
  new FakeNode({
    crm_node: 'echo "$*" >>"$DIR/removed"; [ "$(wc -l <"$DIR/removed")" = 1 ]',
    cibadmin: `[ "$(cat "$DIR/removed" 2>/dev/null | wc -l)" -ge ${removals} ] && echo '${GONE}' || echo '${BACK}'`,
  });
const failure = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => "",
    (e: unknown) => (e as Error).message,
  );

describe("forgetNodes", () => {
  test("removes a node again that comes back, whatever the second command returns", async () => {
    const node = makeNode(2);
    expect(await failure(forgetNodes(node, ["rsha3"]))).toBe("");
    expect(node.read("removed")).toBe("--force --remove rsha3\n".repeat(2));
    node.close();
  });

  test("is an error while Pacemaker still lists the node", async () => {
    const node = makeNode(9);
    expect(await failure(forgetNodes(node, ["rsha3"]))).toBe(
      "rsha3: Pacemaker still lists the removed node; run `crm_node --force --remove rsha3` on rsha1",
    );
    node.close();
  });

  test("runs no command for a node that Pacemaker does not list", async () => {
    const node = makeNode(0);
    expect(await failure(forgetNodes(node, ["rsha3"]))).toBe("");
    expect(() => node.read("removed")).toThrow("ENOENT");
    node.close();
  });
});

describe("listPacemakerNodes", () => {
  test("lists nodes and states once, without remote nodes", () => {
    const nodes =
      '<node id="rsha1" uname="rsha1" type="normal"/><node id="r" uname="r" type="remote"/>';
    const status =
      '<node_state id="rsha1" uname="rsha1"/><node_state id="rsha3" uname="rsha3"/><node_state id="r" uname="r" remote_node="true"/>';
    expect(listPacemakerNodes(parseXml(cib(nodes, status)))).toEqual(["rsha1", "rsha3"]);
  });
});
