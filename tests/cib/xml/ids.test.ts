import { freeId, isId, sanitiseId } from "../../../sdk/cib/xml/ids";
import { cib } from "../../helpers";

describe("isId", () => {
  test.each(["a", "_a", "Ä1", "a.b-c_d", "vm_repository", "日本"])("accepts %s", (id) => {
    expect(isId(id)).toBe(true);
  });

  test.each(["", "1a", "-a", ".a", "a b", "a:b", "a/b", "a'b", 'a"b', "a\n", "a&b", "<a>"])(
    "rejects %p",
    (id) => {
      expect(isId(id)).toBe(false);
    },
  );
});

describe("sanitiseId", () => {
  test("drops characters that an id cannot contain", () => {
    expect(sanitiseId("-1 location: a/b é_c")).toBe("locationab_c");
  });
});

describe("freeId", () => {
  test("numbers an id that is taken", () => {
    const taken = cib(`<a id="x"/><a id="x-1"/>`, "", "", `<node_state id="y"/>`);
    expect([freeId(taken, "x"), freeId(taken, "y")]).toEqual(["x-2", "y"]);
  });
});
