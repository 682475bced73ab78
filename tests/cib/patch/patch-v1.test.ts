import { type Element, element, updateById, updateSection } from "../../../sdk/cib/xml/element";
import { writePatchV1 } from "../../../sdk/cib/patch/patch-v1";
import { parseXml } from "../../../sdk/cib/xml/parse";

const M1 =
  '<primitive class="ocf" provider="lab" type="F" id="m1"><operations><op id="m1-monitor-interval-10s" interval="10s" name="monitor" timeout="5s"/><op id="m1-start-0" interval="0" name="start" timeout="3s"/></operations></primitive>';
const M2 =
  '<primitive class="ocf" provider="lab" type="F" id="m2"><operations><op id="m2-monitor-interval-10s" interval="10s" name="monitor" timeout="5s"/><op id="m2-start-0" interval="0" name="start" timeout="3s"/></operations><meta_attributes id="m2-meta_attributes"/><instance_attributes id="m2-instance_attributes"><nvpair id="m2-instance_attributes-fake" name="fake" value="21"/></instance_attributes></primitive>';
const M9 = '<primitive class="ocf" provider="lab" type="F" id="m9"/>';
const K1 = '<primitive id="k1" class="ocf" provider="lab" type="F"/>';
const APP =
  '<primitive class="lsb" type="lsbapp" id="app"><operations><op id="app-monitor-interval-10s" interval="10s" name="monitor"/></operations></primitive>';
const dummy = (id: string): string =>
  `<primitive class="ocf" provider="heartbeat" type="Dummy" id="${id}"><operations><op id="${id}-monitor-interval-10s" interval="10s" name="monitor"/></operations></primitive>`;

const cib = (epoch: number, properties: string, resources: string): Element =>
  parseXml(
    `<cib admin_epoch="0" epoch="${epoch}"><configuration>` +
      `<crm_config><cluster_property_set id="cib-bootstrap-options">${properties}</cluster_property_set></crm_config>` +
      `<resources>${resources}</resources></configuration></cib>`,
  );
const grp = (...members: string[]): string => `<group id="grp">${members.join("")}</group>`;

const patch = (
  epoch: number,
  updates: number,
  [oldProperties, properties]: [string, string],
  [oldResources, resources]: [string, string],
): string =>
  writePatchV1(
    { adminEpoch: 0, epoch },
    String(updates),
    cib(epoch, oldProperties, oldResources),
    cib(epoch, properties, resources),
  );

const SAME: [string, string] = ["", ""];
const inProperties = (pairs: string): string =>
  `<configuration><crm_config><cluster_property_set id="cib-bootstrap-options">${pairs}</cluster_property_set></crm_config></configuration>`;
const inResources = (resources: string): string =>
  `<configuration><resources>${resources}</resources></configuration>`;
const diff = (epoch: number, updates: number, removed: string, added: string): string => {
  const half = (attributes: string, inner: string): string =>
    inner === "" ? `<cib ${attributes}/>` : `<cib ${attributes}>${inner}</cib>`;
  return (
    `<diff><diff-removed>${half(`admin_epoch="0" epoch="${epoch}" num_updates="${updates}"`, removed)}</diff-removed>` +
    `<diff-added>${half(`admin_epoch="0" epoch="${epoch + 1}" num_updates="0"`, added)}</diff-added></diff>`
  );
};
const whole = (...members: string[]): string =>
  inResources(`<group id="grp" __crm_diff_marker__="added:top">${members.join("")}</group>`);
const grpOut = inResources('<group id="grp" __crm_diff_marker__="removed:top"/>');

describe("writePatchV1", () => {
  // Patches that Pacemaker 1.1.10 accepted and applied, without white space, with their original numbers. Patches of crm_diff
  // contain every attribute of <cib>, and unchanged parents; ours have the form of the patches that were written by hand.
  test.each<[string, string, string]>([
    [
      "a property is added",
      patch(5, 0, ["", '<nvpair id="f1b" name="f1b" value="1"/>'], SAME),
      diff(
        5,
        0,
        "",
        inProperties('<nvpair id="f1b" name="f1b" value="1" __crm_diff_marker__="added:top"/>'),
      ),
    ],
    [
      "a value is changed by its new half alone",
      patch(
        37,
        1,
        ['<nvpair id="v7" name="v7" value="1"/>', '<nvpair id="v7" name="v7" value="2"/>'],
        SAME,
      ),
      diff(37, 1, "", inProperties('<nvpair id="v7" name="v7" value="2"/>')),
    ],
    [
      "a removal needs an id only",
      patch(39, 1, ['<nvpair id="v7" name="v7" value="2"/>', ""], SAME),
      diff(39, 1, inProperties('<nvpair id="v7" __crm_diff_marker__="removed:top"/>'), ""),
    ],
    [
      "a member leaves its group",
      patch(45, 1, SAME, [
        `<group id="g">${dummy("b")}${dummy("a")}${dummy("d")}</group>`,
        `<group id="g">${dummy("b")}${dummy("a")}</group>${dummy("d")}`,
      ]),
      diff(
        45,
        1,
        inResources('<group id="g"><primitive id="d" __crm_diff_marker__="removed:top"/></group>'),
        inResources(dummy("d").replace('id="d">', 'id="d" __crm_diff_marker__="added:top">')),
      ),
    ],
    [
      "a primitive becomes the last member of a group",
      patch(47, 4, SAME, [
        `<group id="g">${dummy("b")}${dummy("a")}</group>${dummy("d")}`,
        `<group id="g">${dummy("b")}${dummy("a")}${dummy("d")}</group>`,
      ]),
      diff(
        47,
        4,
        inResources('<primitive id="d" __crm_diff_marker__="removed:top"/>'),
        inResources(
          `<group id="g">${dummy("d").replace('id="d">', 'id="d" __crm_diff_marker__="added:top">')}</group>`,
        ),
      ),
    ],
    [
      "a reordered group is removed and added complete",
      patch(104, 44, SAME, [grp(APP, M2, M1, M9), grp(M9, M1, M2, APP)]),
      diff(104, 44, grpOut, whole(M9, M1, M2, APP)),
    ],
    [
      "a group with a new member in the middle is removed and added complete",
      patch(108, 1, SAME, [grp(APP, M2, M1, M9), grp(APP, K1, M2, M1, M9)]),
      diff(108, 1, grpOut, whole(APP, K1, M2, M1, M9)),
    ],
  ])("writes the patch that Pacemaker 1.1.10 accepted: %s", (_what, ours, theirs) => {
    expect(ours).toBe(theirs);
  });

  test("keeps the group in place for a changed value deep in a member", () => {
    const changed = M2.replace('value="21"', 'value="22"');
    expect(patch(7, 3, SAME, [grp(M1, M2, APP), grp(M1, changed, APP)])).toBe(
      diff(
        7,
        3,
        "",
        inResources(
          '<group id="grp"><primitive id="m2"><instance_attributes id="m2-instance_attributes"><nvpair id="m2-instance_attributes-fake" name="fake" value="22"/></instance_attributes></primitive></group>',
        ),
      ),
    );
  });

  test("replaces the group of a member that loses an attribute, unless the member is the last one", () => {
    const described = (id: string): string =>
      `<primitive id="${id}" class="lsb" type="x" description="d"/>`;
    const bare = (id: string): string => `<primitive id="${id}" class="lsb" type="x"/>`;
    expect(patch(7, 3, SAME, [grp(described("a"), M9), grp(bare("a"), M9)])).toBe(
      diff(7, 3, grpOut, whole(bare("a"), M9)),
    );
    expect(patch(7, 3, SAME, [grp(M9, described("a")), grp(M9, bare("a"))])).toBe(
      diff(
        7,
        3,
        inResources(
          '<group id="grp"><primitive id="a" __crm_diff_marker__="removed:top"/></group>',
        ),
        inResources(
          '<group id="grp"><primitive id="a" class="lsb" type="x" __crm_diff_marker__="added:top"/></group>',
        ),
      ),
    );
  });

  test("adds elements without comments: the daemon would turn comments into elements", () => {
    const commented =
      '<group id="grp"><!-- why --><primitive id="a" class="lsb" type="x"/></group>';
    expect(patch(7, 3, SAME, ["", commented])).toBe(
      diff(7, 3, "", whole('<primitive id="a" class="lsb" type="x"/>')),
    );
  });

  test("refuses to touch one of several elements without an id: the daemon would crash", () => {
    const beside = '<nvpair id-ref="other"/><nvpair id="a" name="a" value="1"/>';
    const why = "one of several nvpair without an id cannot be addressed in a patch";
    expect(() => patch(7, 3, [beside, beside.replace('"1"', '"2"')], SAME)).toThrow(why);
    expect(() => patch(7, 3, [beside, beside], ["", M9])).not.toThrow();
  });

  test("puts the placeholder of num_updates only into the version, whatever the values contain", () => {
    const old = cib(7, "", "");
    const wanted = updateById(old, "cib-bootstrap-options", (e) => ({
      ...e,
      children: [element("nvpair", { id: "n", name: "n", value: "@live@" })],
    }));
    const text = writePatchV1({ adminEpoch: 1, epoch: 7 }, "@live@", old, wanted);
    expect(text.slice(0, text.indexOf("@live@"))).toBe(
      '<diff><diff-removed><cib admin_epoch="1" epoch="7" num_updates="',
    );
    expect(updateSection(old, "resources", (r) => r)).toBe(old);
  });
});
