import { checkGeneration, generationNames, generations } from "./generation";
import { imageName } from "./image";
import { checkNodeType } from "./platform";

describe("The generations of the lab", () => {
  test("have an image each, and the stand-in has its own", () => {
    const names = generationNames.map((generation) =>
      imageName({ platform: "debian", generation }),
    );
    const standin = imageName({ platform: "el6-standin", generation: "bookworm" });
    expect(new Set([...names, standin]).size).toBe(generationNames.length + 1);
  });

  test("are named as their releases", () => {
    expect(generationNames.map((name) => generations[name].suite)).toEqual(generationNames);
    expect(checkGeneration("sid")).toBe("sid");
    expect(() => checkGeneration("etch")).toThrow(
      'no generation "etch": use one of bullseye, bookworm, trixie, sid',
    );
  });

  test("are no base of the stand-in, except the usual one", () => {
    const type = { platform: "el6-standin", generation: "sid" } as const;
    expect(() => checkNodeType(type)).toThrow("el6-standin is made from bookworm only");
  });
});
