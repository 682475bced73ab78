import { element } from "../../../sdk/cib/xml/element";
import { parseTransition } from "../../../sdk/cib/status/crm-simulate-text";

const text = (...actions: string[]): string =>
  [
    "",
    "Current cluster status:",
    " * Resource action: fake            start on rsha1",
    "",
    "Transition Summary:",
    " * Start      m2      ( rsha1 )  ",
    "",
    "Executing cluster transition:",
    ...actions,
    "",
    "Revised cluster status:",
    "Online: [ rsha1 ]",
    "",
  ].join("\n");

describe("parseTransition", () => {
  // The forms come from Pacemaker's sources (1.1.10: crm_simulate.c; 1.1.18: fake_transition.c). No recorded state shows a
  // fencing, a cluster action or a deletion.
  test("converts each action to the XML of newer versions", () => {
    const said = text(
      " * Pseudo action:   grp_start_0",
      " * Pseudo action:   stonith_up on rsha2",
      " * Resource action: m2              start on rsha1",
      " * Resource action: a-name-of-more-than-fifteen monitor=10000 on rsha1",
      " * Resource action: ping:0          delete on rsha2",
      " * Fencing rsha2",
      " * Fencing rsha2 (reboot)",
      " * Fencing rsha2 (off)",
      " * Cluster action:  clear_failcount for m2 on rsha1",
      " * Cluster action:  do_shutdown on rsha2",
    );
    expect(parseTransition(said)).toEqual(
      element("transition", {}, [
        element("pseudo_action", { task: "grp_start_0" }),
        element("pseudo_action", { task: "stonith_up", node: "rsha2" }),
        element("rsc_action", { resource: "m2", op: "start", node: "rsha1" }),
        element("rsc_action", {
          resource: "a-name-of-more-than-fifteen",
          op: "monitor",
          node: "rsha1",
          interval: "10000",
        }),
        element("rsc_action", { resource: "ping:0", op: "delete", node: "rsha2" }),
        element("fencing_action", { target: "rsha2", op: "reboot" }),
        element("fencing_action", { target: "rsha2", op: "reboot" }),
        element("fencing_action", { target: "rsha2", op: "off" }),
        element("cluster_action", { task: "clear_failcount", id: "m2", node: "rsha1" }),
        element("cluster_action", { task: "do_shutdown", node: "rsha2" }),
      ]),
    );
  });

  test("returns an empty transition if there is no action, with either heading", () => {
    const empty = element("transition");
    expect(parseTransition(text())).toEqual(empty);
    expect(parseTransition(text().replace("cluster transition", "Cluster Transition"))).toEqual(
      empty,
    );
  });

  test.each(["", "Current cluster status:\n", "Executing cluster transition:\n * Pseudo"])(
    "throws for an incomplete text: %j",
    (broken) => {
      expect(() => parseTransition(broken)).toThrow("crm_simulate printed no complete transition");
    },
  );
});
