import { resourceDefault } from "../../../sdk/cib/rules/defaults-in-force";
import { parseXml } from "../../../sdk/cib/xml/parse";

const set = (id: string, value: string, rule = "", score = ""): string =>
  `<meta_attributes id="${id}"${score && ` score="${score}"`}>${rule}<nvpair id="${id}-p" name="priority" value="${value}"/></meta_attributes>`;

const rule = (...expressions: string[]): string =>
  `<rule id="r" boolean-op="and">${expressions.join("")}</rule>`;

const valueIn = (sets: string, type: string): string | undefined =>
  resourceDefault(
    parseXml(`<cib><configuration><rsc_defaults>${sets}</rsc_defaults></configuration></cib>`),
    { class: "ocf", provider: "pacemaker", type },
    "priority",
  );

describe("resourceDefault", () => {
  const dummies = rule('<rsc_expression id="e" class="ocf" type="Dummy"/>');
  const later = rule('<date_expression id="d" operation="gt" start="2020-01-01"/>');

  test("takes the set with the highest score whose rule holds for the agent, of equal scores the last one", () => {
    const sets = set("a", "1") + set("b", "2") + set("c", "3", dummies, "5") + set("d", "9", later);
    expect([valueIn(sets, "Stateful"), valueIn(sets, "Dummy"), valueIn("", "Dummy")]).toEqual([
      "2",
      "3",
      undefined,
    ]);
  });
});
