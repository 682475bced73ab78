import * as pulumi from "@pulumi/pulumi";
import { claimIds } from "../../sdk/program/claims";
import { checkStrings } from "../../sdk/program/check-strings";
import { hasUnknown, isUnknown } from "../../sdk/kind/rules";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

describe("checkStrings", () => {
  test("accepts texts of all languages, line breaks and nested values", () => {
    const props = { a: "ü\u{1F600}\n\t", b: [1, true, { c: "x", d: null }], e: undefined };
    expect(checkStrings("r", props)).toEqual(props);
  });

  test.each([
    [{ a: "x\uD800" }, "r: a holds half of a surrogate pair, which is no valid text"],
    [
      { a: ["x", { b: "\uDC00x" }] },
      "r: a[1].b holds half of a surrogate pair, which is no valid text",
    ],
    [{ a: "x\u0000" }, "r: a holds a control character, which XML cannot hold"],
    [{ a: { b: "\uFFFF" } }, "r: a.b holds a control character, which XML cannot hold"],
    [
      { a: JSON.parse('{"__proto__":1}') as object },
      'r: a: the name "__proto__" cannot be a name in a Pulumi program; choose another',
    ],
    [
      { a: { "4dabf18193072939515e22adb298388d": 1 } },
      'r: a: the name "4dabf18193072939515e22adb298388d" cannot be a name in a Pulumi program; choose another',
    ],
    [
      { a: { "x\uD800": 1 } },
      'r: a: the name "x\\ud800" holds half of a surrogate pair, which is no valid text; choose another',
    ],
    [{ a: UNKNOWN }, "r: a is the text that Pulumi uses for unknown values; it cannot be given"],
  ])("what does not reach a provider intact is refused: %j", (props, message) => {
    expect(() => checkStrings("r", props)).toThrow(new Error(message));
  });

  test("refuses a text under a secret name when the resource is constructed", () => {
    const args = { cluster: { nodes: [] }, agent: "lsb:x", parameters: { passwd: "\0" } };
    expect(() => new PrimitiveResource("r", args)).toThrow(
      new Error("r: parameters.passwd holds a control character, which XML cannot hold"),
    );
  });

  test("throws errors without a stack, which Pulumi would colour for twenty seconds", () => {
    let refusal: unknown;
    try {
      checkStrings("r", { a: "\0" });
    } catch (e) {
      refusal = e;
    }
    expect(pulumi.RunError.isInstance(refusal)).toBe(true);
    expect((refusal as Error).stack).toBe("");
  });

  test("hasUnknown finds an unknown value at any depth", () => {
    expect([isUnknown(UNKNOWN), isUnknown([UNKNOWN]), isUnknown("x")]).toEqual([
      true,
      false,
      false,
    ]);
    expect([hasUnknown({ a: [{ b: UNKNOWN }] }), hasUnknown({ a: [null, 1] })]).toEqual([
      true,
      false,
    ]);
  });

  test("claimIds claims an id once on each cluster of a program", () => {
    const [one, two] = [{}, {}];
    claimIds(one, "first", ["x", undefined, pulumi.output("x")]);
    claimIds(two, "second", ["x"]);
    expect(() => {
      claimIds(one, "third", ["y", "x"]);
    }).toThrow(
      new Error(
        `third: the id "x" is already taken by the resource "first" of this program on the same cluster; set another \`name\``,
      ),
    );
  });
});
