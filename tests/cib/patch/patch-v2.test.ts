import { diffCib } from "../../../sdk/cib/patch/diff";
import type { Element } from "../../../sdk/cib/xml/element";
import { cibVersion, writePatchV2 } from "../../../sdk/cib/patch/patch-v2";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { cib } from "../../helpers";

const VERSION =
  `<version><source admin_epoch="0" epoch="7"/>` +
  `<target admin_epoch="0" epoch="8" num_updates="0"/></version>`;

const patch = (old: Element, wanted: Element): string =>
  writePatchV2(cibVersion(old), diffCib(old, wanted));

const resources = (old: string, wanted: string): string => patch(cib(old), cib(wanted));

const CHANGE = (attributes: string, inner = ""): string =>
  inner ? `<change ${attributes}>${inner}</change>` : `<change ${attributes}/>`;

const diffOf = (...changes: string[]): string =>
  `<diff format="2">${VERSION}${changes.join("")}</diff>`;

const R = "/cib/configuration/resources";

describe("diffCib and writePatchV2", () => {
  test("lists no changes for equal configurations", () => {
    expect(diffCib(cib("<group id='g'/>"), cib("<group id='g'/>"))).toEqual([]);
  });

  test("writes one modification for attributes that are set, changed and removed", () => {
    expect(resources(`<op id="o" a="1" b="2"/>`, `<op id="o" a="9" c="3"/>`)).toBe(
      diffOf(
        CHANGE(
          `operation="modify" path="${R}/op[@id='o']"`,
          `<change-list><change-attr name="a" operation="set" value="9"/>` +
            `<change-attr name="b" operation="unset"/>` +
            `<change-attr name="c" operation="set" value="3"/></change-list>` +
            `<change-result><op id="o" a="9" c="3"/></change-result>`,
        ),
      ),
    );
  });

  test("names num_updates in the source where Pacemaker asks for it", () => {
    expect(writePatchV2({ adminEpoch: 0, epoch: 7 }, [], "@n@")).toBe(
      diffOf().replace('epoch="7"/>', 'epoch="7" num_updates="@n@"/>'),
    );
  });

  test("deletes an element that is gone", () => {
    expect(resources(`<a id="1"/><b id="2"/>`, `<a id="1"/>`)).toBe(
      diffOf(CHANGE(`operation="delete" path="${R}/b[@id='2']"`)),
    );
  });

  test("creates new elements at their final positions, with their content", () => {
    expect(resources(`<a id="1"/>`, `<b id="2"><c x="&lt;"/></b><a id="1"/><d id="3"/>`)).toBe(
      diffOf(
        CHANGE(`operation="create" path="${R}" position="0"`, `<b id="2"><c x="&lt;"/></b>`),
        CHANGE(`operation="create" path="${R}" position="2"`, `<d id="3"/>`),
      ),
    );
  });

  test("writes one move for an element that becomes the first", () => {
    expect(
      resources(`<a id="1"/><a id="2"/><a id="3"/>`, `<a id="3"/><a id="1"/><a id="2" x="y"/>`),
    ).toBe(
      diffOf(
        CHANGE(
          `operation="modify" path="${R}/a[@id='2']"`,
          `<change-list><change-attr name="x" operation="set" value="y"/></change-list>` +
            `<change-result><a id="2" x="y"/></change-result>`,
        ),
        CHANGE(`operation="move" path="${R}/a[@id='3']" position="0"`),
      ),
    );
  });

  // Pacemaker 3.0.3 does not count moves alone as a change, and does not write them to disk.
  test("deletes and creates the first of elements that only move", () => {
    expect(
      resources(`<a id="1"/><a id="2"/><a id="3"/>`, `<a id="3"/><a id="2"/><a id="1"/>`),
    ).toBe(
      diffOf(
        CHANGE(`operation="delete" path="${R}/a[@id='3']"`),
        CHANGE(`operation="create" path="${R}" position="0"`, `<a id="3"/>`),
        CHANGE(`operation="move" path="${R}/a[@id='2']" position="1"`),
      ),
    );
  });

  test("deletes and creates a primitive that becomes a member of a group", () => {
    expect(
      resources(
        `<primitive id="a"/><group id="g"><primitive id="b"/></group>`,
        `<group id="g"><primitive id="b"/><primitive id="a"/></group>`,
      ),
    ).toBe(
      diffOf(
        CHANGE(`operation="delete" path="${R}/primitive[@id='a']"`),
        CHANGE(`operation="create" path="${R}/group[@id='g']" position="1"`, `<primitive id="a"/>`),
      ),
    );
  });

  test("orders deletions, then attributes, then creations and moves", () => {
    const operations = diffCib(
      cib(`<a id="1"/><a id="2" x="1"/><a id="3"/>`),
      cib(`<a id="3"/><a id="2" x="2"/><a id="4"/>`),
    ).map((c) => c.operation);
    expect(operations).toEqual(["delete", "modify", "move", "create"]);
  });

  test("counts comments in positions, and keeps them", () => {
    expect(
      resources(
        `<!-- one --><a id="1"/><!-- two --><a id="2"/>`,
        `<!-- one --><a id="2"/><!-- two --><a id="1"/><b id="3"/>`,
      ),
    ).toBe(
      diffOf(
        CHANGE(`operation="move" path="${R}/a[@id='2']" position="1"`),
        CHANGE(`operation="move" path="${R}/a[@id='1']" position="3"`),
        CHANGE(`operation="create" path="${R}" position="4"`, `<b id="3"/>`),
      ),
    );
  });

  test("creates a missing section with its content", () => {
    const defaults = `<rsc_defaults><meta_attributes id="m"/></rsc_defaults>`;
    expect(patch(cib(), cib("", "", defaults))).toBe(
      diffOf(CHANGE(`operation="create" path="/cib/configuration" position="4"`, defaults)),
    );
  });

  test("writes a source without num_updates, and a target one epoch later", () => {
    const old = parseXml(`<cib admin_epoch="2" epoch="41" num_updates="99"/>`);
    expect(writePatchV2(cibVersion(old), [])).toBe(
      `<diff format="2"><version><source admin_epoch="2" epoch="41"/>` +
        `<target admin_epoch="2" epoch="42" num_updates="0"/></version></diff>`,
    );
  });

  test("refuses an id that cannot be part of a path", () => {
    expect(() => diffCib(cib(`<a id="it's"/>`), cib())).toThrow(
      new Error("the id it's cannot be addressed in a patch"),
    );
  });

  test("accepts an id that cannot be part of a path where nothing changes", () => {
    expect(resources(`<a id="it's"><b/></a>`, `<a id="it's"><b/></a><c id="1"/>`)).toBe(
      diffOf(CHANGE(`operation="create" path="${R}" position="1"`, `<c id="1"/>`)),
    );
  });

  const PAIRS = `<nvpair id-ref="a" name="x"/><nvpair id-ref="b" name="y"/>`;

  test("leaves several references without an id beside a change alone", () => {
    expect(resources(`<m id="m">${PAIRS}</m>`, `<m id="m">${PAIRS}<nvpair id="c"/></m>`)).toBe(
      diffOf(CHANGE(`operation="create" path="${R}/m[@id='m']" position="2"`, `<nvpair id="c"/>`)),
    );
  });

  test("refuses to change one of several references without an id", () => {
    expect(() => resources(`<m id="m">${PAIRS}</m>`, `<m id="m"/>`)).toThrow(
      new Error("one of several nvpair without an id cannot be addressed in a patch"),
    );
  });
});
