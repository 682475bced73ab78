import { type Element, updateSection, withChildren } from "../../../../sdk/cib/xml/element";
import { parseXml, writeXml } from "../../../../sdk/cib/xml/parse";
import { nodeAttributes } from "../../../../sdk/resources/elements/nodes/node-attributes";
import { cib } from "../../../helpers";
import { Trial, failures } from "../../kind-helpers";

const withNodes = (nodes: string, resources = ""): Element =>
  updateSection(cib(resources), "nodes", (s) =>
    withChildren(s, parseXml(`<nodes>${nodes}</nodes>`).children),
  );

const SITE = `<nvpair id="nodes-1-site" name="site" value="north"/>`;
const SET = (pairs: string): string =>
  `<instance_attributes id="nodes-1">${pairs}</instance_attributes>`;
const NODE1 = (inside: string): string => `<node id="1" uname="rsha1">${inside}</node>`;
const OWN = { label: "x", node: "rsha1", attributes: { site: "north" } };
const REMOTE = `<primitive id="remote1" class="ocf" provider="pacemaker" type="remote"/>`;

describe("NodeAttributes", () => {
  // The output of pcs 0.11.5 for `node attribute` and `node utilization`.
  test("are written as pcs writes them", () => {
    const own = {
      ...OWN,
      attributes: { site: "north", rack: 7 },
      utilization: { cpu: 4, memory: 100 },
    };
    const put = new Trial(nodeAttributes).put(own);
    expect(put.id).toBe("node-attributes/x");
    expect(writeXml(put.cib)).toBe(
      writeXml(
        withNodes(
          NODE1(
            SET(`<nvpair id="nodes-1-rack" name="rack" value="7"/>${SITE}`) +
              `<utilization id="nodes-1-utilization"><nvpair id="nodes-1-utilization-cpu" name="cpu" value="4"/>` +
              `<nvpair id="nodes-1-utilization-memory" name="memory" value="100"/></utilization>`,
          ) + `<node id="2" uname="rsha2"/>`,
        ),
      ),
    );
    expect(new Trial(nodeAttributes, put.cib).observe(own)).toEqual(own);
  });

  test("own the declared names only", () => {
    const standby = `<nvpair id="nodes-1-standby" name="standby" value="on"/>`;
    const tree = withNodes(NODE1(SET(standby + SITE)));
    const trial = new Trial(nodeAttributes, tree);
    expect(trial.put(OWN).cib).toBe(tree);
    expect(trial.observe(OWN)).toEqual(OWN);
    const other = { ...OWN, attributes: { rack: 1 } };
    const rack = `<nvpair id="nodes-1-rack" name="rack" value="1"/>`;
    expect(writeXml(trial.put(other, OWN, "node-attributes/x").cib)).toBe(
      writeXml(withNodes(NODE1(SET(standby + rack)))),
    );
    const args = { __kind: "", cluster: { nodes: [] }, ...OWN };
    expect(writeXml(nodeAttributes.remove(tree, "", args))).toBe(
      writeXml(withNodes(NODE1(SET(standby)))),
    );
  });

  test("declare standby in the operator's spelling", () => {
    const tree = withNodes(NODE1(SET(`<nvpair id="s" name="standby" value="on"/>`)));
    const own = { label: "x", node: "rsha1", attributes: { standby: true } };
    expect(new Trial(nodeAttributes, tree).put(own).cib).toBe(tree);
    expect(new Trial(nodeAttributes, tree).observe(own)).toEqual(own);
  });

  test("differ at create if the cluster has another value, and are adopted otherwise", () => {
    const tree = withNodes(NODE1(SET(SITE)));
    const args = (site: string) => ({
      __kind: "",
      cluster: { nodes: [] },
      ...OWN,
      attributes: { site, rack: 1 },
    });
    expect(nodeAttributes.locate(tree, args("north"))).toBeUndefined();
    expect(nodeAttributes.locate(tree, args("south"))?.attributes).toEqual({ site: "north" });
  });

  // The output of crm_attribute 2.1.5.
  test("of a remote or guest node make the node's entry", () => {
    const guest = `<primitive id="vm" class="ocf" provider="heartbeat" type="VirtualDomain"><meta_attributes id="m"><nvpair id="m-r" name="remote-node" value="guest1"/></meta_attributes></primitive>`;
    const nodes = NODE1("") + `<node id="2" uname="rsha2"/>`;
    for (const [node, resource] of [
      ["remote1", REMOTE],
      ["guest1", guest],
    ] as const) {
      const put = new Trial(nodeAttributes, cib(resource)).put({ ...OWN, node });
      const entry = `<node type="remote" id="${node}" uname="${node}"><instance_attributes id="nodes-${node}"><nvpair id="nodes-${node}-site" name="site" value="north"/></instance_attributes></node>`;
      expect(writeXml(put.cib)).toBe(writeXml(withNodes(nodes + entry, resource)));
    }
  });

  test("stay without an entry if a remote node has none and nothing is declared", () => {
    const tree = cib(REMOTE);
    const own = { label: "x", node: "remote1", attributes: {} };
    expect(new Trial(nodeAttributes, tree).put(own).cib).toBe(tree);
  });

  test("name the nodes that there are if the node is unknown", () => {
    expect(() => new Trial(nodeAttributes, cib(REMOTE)).put({ ...OWN, node: "rsha3" })).toThrow(
      "node: there is no node rsha3 in the cluster (there is: rsha1, rsha2, remote1)",
    );
  });

  test("are gone with the node, and find it in any case of letters", () => {
    const tree = withNodes(NODE1(SET(SITE)));
    expect(new Trial(nodeAttributes, tree).observe({ ...OWN, node: "gone" })).toBeUndefined();
    expect(new Trial(nodeAttributes, tree).put({ ...OWN, node: "RSHA1" }).cib).toBe(tree);
  });

  test("are parts, so that two resources may describe one node", () => {
    const own = { ...OWN, utilization: { cpu: 4 } } as never;
    const { sharedParts, withoutSharedParts } = nodeAttributes.sharing ?? {};
    expect(sharedParts?.(own)).toEqual([
      "node rsha1 attributes site",
      "node rsha1 utilization cpu",
    ]);
    expect(withoutSharedParts?.(own, (part) => part.endsWith("site"))).toEqual({
      ...OWN,
      attributes: {},
      utilization: { cpu: 4 },
    });
  });

  test("are validated all at once", () => {
    const own = { attributes: { "a b": 1, standby: "perhaps" }, utilization: { cpu: "4G" } };
    expect(failures(nodeAttributes, own)).toEqual([
      "node | node is required",
      ' | attributes: "a b" is not a name that Pacemaker can carry: it must begin with a letter or "_" and hold only letters, digits, "_", "-" and "."',
      "utilization | utilization: cpu must be a whole number",
    ]);
    expect(failures(nodeAttributes, { node: "n" })).toEqual([
      "node | attributes or utilization is required",
    ]);
    expect(
      failures(nodeAttributes, { node: "n", attributes: { standby: "perhaps", "#health": 1 } }),
    ).toEqual([" | attributes: standby must be true or false"]);
  });
});
