import { redacted } from "../../sdk/cib/secret";
import { parseXml, writeXml } from "../../sdk/cib/xml";

test("what is shown of an object hides the values under names that sound secret", () => {
  const present = parseXml(
    `<primitive id="fence"><instance_attributes id="i"><nvpair id="p" name="passwd" value="hush"/>` +
      `<nvpair id="q" name="ip" value="192.0.2.1"/></instance_attributes></primitive>`,
  );
  expect(writeXml(redacted(present))).toBe(
    `<primitive id="fence"><instance_attributes id="i"><nvpair id="p" name="passwd" value="[secret]"/>` +
      `<nvpair id="q" name="ip" value="192.0.2.1"/></instance_attributes></primitive>`,
  );
});
