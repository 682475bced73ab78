import { refuseUnmanaged } from "../../sdk/reconcile/refuse-deletion";
import { cib } from "../helpers";
import { startedOn } from "./shared-cluster";

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
