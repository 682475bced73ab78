import { withAttributes, updateById, sectionOf, idOf } from "../../../sdk/cib/xml/element";
import {
  findReferences,
  removeGoingConstraints,
  resourceIds,
} from "../../../sdk/cib/model/references";
import { removalCommands } from "../../../sdk/cib/model/removal-commands";
import { cib, fixtureXml } from "../../helpers";

const TREE = cib(
  `<primitive id="a"/><group id="g"><primitive id="b"/></group><primitive id="f" class="stonith"/>`,
  `<rsc_colocation id="c1" rsc="g" with-rsc="a"/>` +
    `<rsc_order id="o1" first="a" then="f"/>` +
    `<rsc_order id="o2"><resource_set id="s"><resource_ref id="a"/></resource_set></rsc_order>` +
    `<rsc_location id="cli-ban-a-on-rsha1" rsc="a" node="rsha1"/>` +
    `<rsc_location id="cli-prefer-g" rsc="g" node="rsha1"/>`,
  `<tags><tag id="t"><obj_ref id="a"/></tag></tags>` +
    `<acls><acl_role id="r"><acl_permission id="p" kind="read" reference="a"/></acl_role></acls>` +
    `<fencing-topology><fencing-level id="l" target="rsha1" index="1" devices="x,f"/></fencing-topology>`,
);

describe("References", () => {
  test("finds every reference to an object, except operators' constraints", () => {
    const named = (id: string): string[] => findReferences(TREE, id).map((r) => r.text);
    expect([named("a"), named("b"), named("g"), named("f"), named("none")]).toEqual([
      ["rsc_colocation c1", "rsc_order o1", "rsc_order o2", "tag t", "acl_role r"],
      ["group g"],
      ["rsc_colocation c1"],
      ["rsc_order o1", "fencing-level l"],
      [],
    ]);
  });

  test("names the commands of pcs that fit a ticket, a fencing level and an ACL", () => {
    const tree = cib(
      `<primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>`,
      `<rsc_ticket id="k" rsc="a" ticket="T"/><rsc_ticket id="s" ticket="T"><resource_set id="s-0"><resource_ref id="a"/></resource_set></rsc_ticket>`,
      `<acls><acl_role id="r"><acl_permission id="p" kind="read" reference="a"/><acl_permission id="q" kind="read" xpath="/cib"/></acl_role></acls>` +
        `<fencing-topology><fencing-level id="l" target="rsha1" index="1" devices="x,a"/>` +
        `<fencing-level id="m" target-pattern="rs.*" index="2" devices="a"/>` +
        `<fencing-level id="n" target-attribute="rack" target-value="1" index="3" devices="a"/></fencing-topology>`,
    );
    expect(removalCommands(tree, "a", findReferences(tree, "a"))).toEqual([
      "pcs constraint ticket remove T a",
      "pcs constraint delete s",
      "pcs acl permission delete p",
      "pcs stonith level remove 1 target rsha1",
      "pcs stonith level remove 2 target 'regexp%rs.*'",
      "pcs stonith level remove 3 target attrib%rack=1",
    ]);
  });

  test("names the commands that fit a group, a tag, a constraint, an id-ref and a container", () => {
    const commands = (object: string): readonly string[] =>
      removalCommands(tree, object, findReferences(tree, object));
    const tree = cib(
      `<group id="g"><primitive id="b"/></group>` +
        `<primitive id="a"><meta_attributes id="a-m"/></primitive>` +
        `<primitive id="other"><meta_attributes id-ref="a-m"/></primitive>` +
        `<primitive id="inner"><meta_attributes id="i-m"><nvpair id="i-c" name="container" value="a"/></meta_attributes></primitive>`,
      `<rsc_location id="l" rsc-pattern="^a" node="n 1"/><rsc_ticket id="k" rsc="b" ticket="T 1"/>`,
      `<tags><tag id="t"><obj_ref id="b"/></tag><tag id="two"><obj_ref id="a"/><obj_ref id="b"/></tag></tags>`,
    );
    expect([commands("a"), commands("b")]).toEqual([
      [
        "pcs constraint delete l",
        "pcs tag update two remove a",
        "pcs cluster edit",
        "pcs resource meta inner container=",
      ],
      [
        "pcs resource group remove g b",
        "pcs constraint ticket remove 'T 1' b",
        "pcs tag delete t",
        "pcs tag update two remove b",
      ],
    ]);
  });

  test("finds a clone that somebody has put around an object, with the command", () => {
    const tree = cib(`<clone id="a-clone"><group id="a"><primitive id="b"/></group></clone>`);
    const found = findReferences(tree, "a");
    expect([found, removalCommands(tree, "a", found)]).toEqual([
      [{ id: "a-clone", text: "clone a-clone" }],
      ["pcs resource unclone a"],
    ]);
  });

  test("removes the constraints that operators' commands created", () => {
    const left = (tree: typeof TREE): string[] => sectionOf(tree, "constraints").children.map(idOf);
    expect(left(removeGoingConstraints(TREE, "a"))).toEqual(["c1", "o1", "o2", "cli-prefer-g"]);
    const moved = fixtureXml("snapshots/moved-by-operator.cib.xml");
    expect([left(moved), left(removeGoingConstraints(moved, "f"))]).toEqual([["cli-prefer-f"], []]);
  });

  test("lists resources in the order of the configuration", () => {
    expect(resourceIds(TREE)).toEqual(["a", "g", "b", "f"]);
  });

  test("edits the object only, not the references in tags and resource sets", () => {
    const set = `<rsc_order id="o"><resource_set id="s"><resource_ref id="a"/></resource_set></rsc_order>`;
    const tag = `<tags><tag id="t"><obj_ref id="a"/></tag></tags>`;
    const resource = `<primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>`;
    const edited = updateById(cib(resource, set, tag), "a", (e) =>
      withAttributes(e, { type: "x" }),
    );
    expect(edited).toEqual(cib(resource.replace("Dummy", "x"), set, tag));
  });
});
