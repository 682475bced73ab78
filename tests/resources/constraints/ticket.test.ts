import { parseXml } from "../../../sdk/cib/xml/parse";
import { ticketConstraint } from "../../../sdk/resources/constraints/ticket";
import { Trial, failures } from "../kind-helpers";

const tree = (stonith: string): ReturnType<typeof parseXml> =>
  parseXml(
    `<cib><configuration><crm_config><cluster_property_set id="p"><nvpair id="s" name="stonith-enabled" value="${stonith}"/></cluster_property_set></crm_config>` +
      `<resources><primitive id="a"/></resources><constraints/></configuration></cib>`,
  );

describe("A TicketConstraint", () => {
  test("warns that the loss of the ticket fences no node without fencing", () => {
    const warnings = (stonith: string, lossPolicy: string): unknown =>
      new Trial(ticketConstraint, tree(stonith)).put({ resource: "a", ticket: "t", lossPolicy })
        .warnings;
    expect([
      warnings("false", "fence"),
      warnings("true", "fence"),
      warnings("false", "stop"),
    ]).toEqual([
      [
        "lossPolicy: fencing is off (stonith-enabled=false), so Pacemaker stops the resources instead",
      ],
      undefined,
      undefined,
    ]);
  });

  test("returns every failure", () => {
    expect(failures(ticketConstraint, { role: "Boss", lossPolicy: "wait" })).toEqual([
      'role | role: "Boss" is not one of "Started", "Promoted", "Unpromoted", "Master", "Slave", "Stopped"',
      "ticket | ticket is required",
      'lossPolicy | lossPolicy: "wait" is not one of "stop", "demote", "fence", "freeze"',
      "resource | resource is required, or sets in its place",
    ]);
  });
});
