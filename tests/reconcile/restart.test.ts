import { type Element, byId } from "../../sdk/cib/xml/element";
import { isTargetStopped } from "../../sdk/cib/model/target-role";
import { cibLifecycle } from "../../sdk/reconcile/reconcile";
import type { CibKind } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { cib } from "../helpers";
import { SharedCluster, ownAddress, startedOn } from "./shared-cluster";

jest.mock("node:timers/promises", () => ({ setTimeout: () => Promise.resolve() }));

const kind = {
  type: "p",
  running: { stopTarget: () => "p" },
  awaits: () => ({ resources: ["p"] }),
} as unknown as CibKind<CommonInputs>;

/** Restarts `p`. Returns whether it is stopped after each patch, and the log. */
async function restart(
  present: Element,
  own = kind,
): Promise<{ readonly stopped: readonly boolean[]; readonly log: readonly unknown[] }> {
  const stopped: boolean[] = [];
  new SharedCluster(present, (seen) => {
    const p = byId(seen, "p");
    stopped.push(p !== undefined && isTargetStopped(p));
    return undefined;
  });
  const log = jest.spyOn(console, "log").mockReturnValue();
  const args = { __kind: "p", cluster: ownAddress() };
  try {
    await cibLifecycle(own).restart?.("p", args);
  } catch (e) {
    return { stopped, log: [(e as Error).message] };
  }
  return { stopped, log: log.mock.calls.flat() };
}

const running = (meta = ""): Element =>
  cib(
    `<primitive id="p"><meta_attributes id="p-m">${meta}</meta_attributes></primitive>`,
    "",
    "",
    startedOn("rsha1", "p"),
  );

afterEach(() => jest.restoreAllMocks());

describe("restartObject", () => {
  test("stops a running object and starts it again", async () => {
    expect(await restart(running())).toEqual({
      stopped: [true, false],
      log: ["p: replaced, so it is stopped and started again"],
    });
  });

  test("refuses a running object that Pacemaker does not manage", async () => {
    const unmanaged = `<nvpair id="p-m-i" name="is-managed" value="false"/>`;
    expect(await restart(running(unmanaged))).toEqual({
      stopped: [],
      log: [
        "p runs and cannot be restarted now, as its replacement needs: is-managed=false is set on p, so Pacemaker would not stop it. " +
          "Give it back to Pacemaker (pcs resource manage p, or pcs property set maintenance-mode=false), then run again",
      ],
    });
  });

  test.each<[string, Element, CibKind<CommonInputs>]>([
    ["does not run", cib(`<primitive id="p"/>`), kind],
    ["does not run by itself", running(), { ...kind, running: undefined }],
    [
      "only has to settle, such as a constraint",
      running(),
      { ...kind, awaits: () => ({ resources: ["p"], onlySettled: true }) },
    ],
  ])("changes nothing in the cluster if the object %s", async (_what, present, own) => {
    expect(await restart(present, own)).toEqual({ stopped: [], log: [] });
  });
});
