import { diffCib } from "../../../sdk/cib/patch/diff";
import { cibVersion, writePatchV2 } from "../../../sdk/cib/patch/patch-v2";
import { writeXml } from "../../../sdk/cib/xml/parse";
import { random } from "../../helpers";
import { applyPatch, canonical } from "./apply-patch";
import { RandomTrees } from "../random-trees";

describe("diffCib", () => {
  test("turns one tree into the other, for 500 random pairs", () => {
    const trees = new RandomTrees(random(20261122));
    const seen = new Set<string>();
    const wrong: string[] = [];
    for (let round = 0; round < 500; round++) {
      const old = trees.tree();
      const wanted = trees.edited(old);
      const changes = diffCib(old, wanted);
      for (const c of changes) seen.add(c.operation);
      const applied = applyPatch(old, writePatchV2(cibVersion(old), changes));
      if (canonical(applied) !== canonical(wanted)) wrong.push(writeXml(old));
    }
    expect(wrong).toEqual([]);
    expect([...seen].sort()).toEqual(["create", "delete", "modify", "move"]);
  });

  test("finds no change between two equal trees", () => {
    const one = new RandomTrees(random(1)).tree();
    expect(diffCib(one, new RandomTrees(random(1)).tree())).toEqual([]);
  });
});
