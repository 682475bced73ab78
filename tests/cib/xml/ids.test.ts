import { freeId, isId, sanitiseId } from "../../../sdk/cib/xml/ids";
import { cib } from "../../helpers";

test.each(["a", "_a", "Ä1", "a.b-c_d", "vm_repository", "日本"])("%s is an id", (id) => {
  expect(isId(id)).toBe(true);
});

test.each(["", "1a", "-a", ".a", "a b", "a:b", "a/b", "a'b", 'a"b', "a\n", "a&b", "<a>"])(
  "%p is no id",
  (id) => {
    expect(isId(id)).toBe(false);
  },
);

test("what cannot stand in an id is dropped", () => {
  expect(sanitiseId("-1 location: a/b é_c")).toBe("locationab_c");
});

test("an id that is taken gets a number", () => {
  const taken = cib(`<a id="x"/><a id="x-1"/>`, "", "", `<node_state id="y"/>`);
  expect([freeId(taken, "x"), freeId(taken, "y")]).toEqual(["x-2", "y"]);
});
