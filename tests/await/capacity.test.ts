import { explainNotStarted } from "../../sdk/await/not-started";
import { parseXml } from "../../sdk/cib/xml/parse";

const cpu = (id: string, amount: number): string =>
  `<utilization id="${id}"><nvpair id="${id}-cpu" name="cpu" value="${amount}"/></utilization>`;
const reason = (
  strategy: string,
  primitive = `<primitive id="x">${cpu("u", 4)}</primitive>`,
): string =>
  explainNotStarted(
    {
      cib: parseXml(
        `<cib><configuration><crm_config><cluster_property_set id="o"><nvpair id="o1" name="stonith-enabled" value="false"/>` +
          `<nvpair id="o2" name="placement-strategy" value="${strategy}"/></cluster_property_set></crm_config>` +
          `<nodes><node id="1" uname="n1">${cpu("n1-u", 2)}</node><node id="2" uname="n2"/></nodes>` +
          `<resources>${primitive}</resources><constraints/></configuration><status>` +
          ["1", "2"]
            .map(
              (id) =>
                `<node_state id="${id}" uname="n${id}" in_ccm="true" crmd="online" join="member" expected="member"/>`,
            )
            .join("") +
          `</status></cib>`,
      ),
      simulation: parseXml("<crm_simulate/>"),
      log: "the log",
    },
    "x",
  ).reason;

describe("explainNotStarted, with utilization", () => {
  // crm_simulate -S of Pacemaker 2.1.5 leaves such a resource stopped.
  test.each([
    ["its own", `<primitive id="x">${cpu("u", 4)}</primitive>`],
    [
      "that of its template",
      `<template id="t">${cpu("u", 4)}</template><primitive id="x" template="t"/>`,
    ],
  ])("shows what a primitive uses, %s, and what the nodes provide", (_whose, primitive) => {
    expect(reason("balanced", primitive)).toBe(
      "x: not started: no node may run it: it uses cpu=4, and n1 provides cpu=2, n2 provides cpu=0, less what runs there " +
        "(placement-strategy=balanced; crm_simulate -UL shows what is left), or a constraint forbids n1, n2 (pcs constraint --full)",
    );
  });

  test("does not name it where Pacemaker does not look at it", () => {
    expect(reason("default")).toBe(
      "x: not started: no node may run it; look for a constraint that forbids n1, n2 (pcs constraint --full; crm_simulate -sL shows the scores)",
    );
  });
});
