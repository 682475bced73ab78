import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CibOperation } from "../../sdk/reconcile/operation";
import { refuseReferenced, refuseUnmanaged } from "../../sdk/reconcile/refuse-deletion";
import { retain } from "../../sdk/reconcile/retained-objects";
import { byId, type Element, removeById } from "../../sdk/cib/xml/element";
import { cib } from "../helpers";
import { ownAddress, startedOn } from "./shared-cluster";

const UNMANAGED = `<meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes>`;

describe("refuseUnmanaged", () => {
  const pair = (meta: string): ReturnType<typeof cib> =>
    cib(
      `<primitive id="mount"/><primitive id="web">${meta}</primitive>`,
      `<rsc_colocation id="c" rsc="web" with-rsc="mount" score="INFINITY"/>`,
      "",
      startedOn("rsha1", "mount", "web"),
    );

  test("refuses what an unmanaged dependent runs on, and nothing below a managed one", () => {
    expect(() => refuseUnmanaged(pair(UNMANAGED), "mount")).toThrow(
      /^mount cannot be deleted now: web/,
    );
    expect(() => refuseUnmanaged(pair(""), "mount")).not.toThrow();
  });
});

describe("refuseReferenced", () => {
  const kind = {
    type: "pacemaker:Primitive",
    locate: (c: Element) => byId(c, "db-1"),
    remove: (c: Element) => removeById(c, "db-1"),
    referenced: { referenceIds: () => ["db-1"] },
  } as unknown as CibKind<CommonInputs>;
  const tree = cib(
    `<primitive id="db-1"/>`,
    `<rsc_location id="l" rsc-pattern="^db-" node="rsha1" score="5"/>`,
  );

  test("refuses what a foreign pattern selects, not what a pattern of the program selects", () => {
    const cluster = ownAddress();
    const op = new CibOperation(kind, { __kind: kind.type, cluster }, "db-1");
    expect(() => {
      refuseReferenced(tree, op, "db-1");
    }).toThrow(/^db-1 cannot be deleted: rsc_location l in the cluster names it/);
    retain(cluster, "l");
    expect(() => {
      refuseReferenced(tree, op, "db-1");
    }).not.toThrow();
  });
});
