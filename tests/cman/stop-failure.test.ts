import { findFailedSteps } from "../../sdk/cman/stop-failure";

describe("findFailedSteps", () => {
  test.each<[what: string, output: string, steps: string[]]>([
    [
      "nothing where every step succeeds",
      "Stopping cluster: \n   Stopping cman... [  OK  ]\r\n",
      [],
    ],
    [
      "the step, without the ones before it",
      "Waiting for shutdown[  OK  ]\r\nStopping cluster: \n   Leaving fence domain... [  OK  ]\r\n   Stopping dlm_controld... \n[FAILED]\r\n",
      ["Stopping dlm_controld... [FAILED]"],
    ],
    [
      "the words of the step too",
      "Stopping cluster: \n   Stopping cman... Timed-out waiting for cluster\n[FAILED]\r\n",
      ["Stopping cman... Timed-out waiting for cluster [FAILED]"],
    ],
    ["a mark alone", "[FAILED]\n", ["[FAILED]"]],
  ])("returns %s", (_what, output, steps) => {
    expect(findFailedSteps(output)).toEqual(steps);
  });
});
