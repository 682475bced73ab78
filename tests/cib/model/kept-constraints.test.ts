import { isKeptFor } from "../../../sdk/cib/model/kept-constraints";
import { parseXml } from "../../../sdk/cib/xml/parse";

describe("isKeptFor", () => {
  const location = (id: string): ReturnType<typeof parseXml> =>
    parseXml(`<rsc_location id="${id}" rsc="a" node="n" score="1"/>`);

  test("finds a kept constraint by what it names, and no constraint that the program has", () => {
    const kept = location("l-kept-for-deletion");
    expect([
      isKeptFor(kept, ["a"]),
      isKeptFor(kept, ["b"]),
      isKeptFor(location("l"), ["a"]),
    ]).toEqual([true, false, false]);
  });
});
