import { updateById } from "../../../sdk/cib/xml/element";
import {
  holdResource,
  isStoppedForDeletion,
  resumeAfterDeletion,
  stopForDeletion,
} from "../../../sdk/cib/model/target-role";
import { setMetaAttributes } from "../../../sdk/cib/xml/nvset";
import { writeXml } from "../../../sdk/cib/xml/parse";
import { cib } from "../../helpers";

const P = `<primitive id="p" class="ocf" provider="pacemaker" type="Dummy"/>`;
const plain = cib(`${P}<clone id="c"><primitive id="q"/></clone>`);
const started = updateById(plain, "p", (e) =>
  setMetaAttributes(e, "p", { "target-role": "Started", x: 1 }),
);

describe("stopForDeletion", () => {
  test("marks the stop, and releases the object without a trace", () => {
    const stopped = stopForDeletion(plain, "p");
    expect(writeXml(stopped)).toContain(
      '<meta_attributes id="p-meta_attributes"><nvpair id="p-stopped-for-deletion" name="target-role" value="Stopped"/></meta_attributes>',
    );
    expect([plain, stopped].map((c) => isStoppedForDeletion(c, "p"))).toEqual([false, true]);
    expect(stopForDeletion(stopped, "p")).toEqual(stopped);
    expect(resumeAfterDeletion(stopped, "p")).toEqual(plain);
    expect(resumeAfterDeletion(stopForDeletion(plain, "c"), "c")).toEqual(plain);
  });

  test("marks an existing target-role in place", () => {
    const stopped = stopForDeletion(started, "p");
    expect(writeXml(stopped)).toContain(
      '<nvpair id="p-stopped-for-deletion" name="target-role" value="Stopped"/><nvpair id="p-meta_attributes-x" name="x" value="1"/>',
    );
    expect(writeXml(resumeAfterDeletion(stopped, "p"))).not.toContain("target-role");
  });

  test("leaves a set with a rule to the operator", () => {
    const rule = `<rule id="r" score="0" boolean-op="and"><date_expression id="d" operation="gt" start="2020-01-01"/></rule>`;
    const pair = `<nvpair id="night" name="target-role" value="Started"/>`;
    const ruled = cib(
      `<primitive id="p" class="ocf" provider="pacemaker" type="Dummy"><meta_attributes id="p-night">${rule}${pair}</meta_attributes></primitive>`,
    );
    const stopped = stopForDeletion(ruled, "p");
    expect(writeXml(stopped)).toContain(pair);
    expect(isStoppedForDeletion(stopped, "p")).toBe(true);
    expect(resumeAfterDeletion(stopped, "p")).toEqual(ruled);
  });

  test("leaves an object alone that an operator has stopped, or started again", () => {
    const disabled = updateById(plain, "p", holdResource);
    const again = updateById(stopForDeletion(plain, "p"), "p", (e) =>
      setMetaAttributes(e, "p", { "target-role": "Started" }),
    );
    for (const tree of [disabled, again]) {
      expect(isStoppedForDeletion(tree, "p")).toBe(false);
      expect(resumeAfterDeletion(tree, "p")).toBe(tree);
    }
    expect(stopForDeletion(disabled, "p")).toEqual(disabled);
  });
});
