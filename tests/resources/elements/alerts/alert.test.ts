import { type Element, withAttributes } from "../../../../sdk/cib/xml/element";
import { writeXml } from "../../../../sdk/cib/xml/parse";
import { alert } from "../../../../sdk/resources/elements/alerts/alert";
import { cib } from "../../../helpers";
import { Trial, failures } from "../../kind-helpers";

const withAlerts = (alerts: string): Element => cib("", "", `<alerts>${alerts}</alerts>`);
const put = (own: object, tree = cib(), before?: object): string =>
  writeXml(new Trial(alert, tree).put(own, before, before && "al").cib);

const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const META =
  `<meta_attributes id="al-meta_attributes">` +
  `<nvpair id="al-meta_attributes-timeout" name="timeout" value="10s"/>` +
  `<nvpair id="al-meta_attributes-timestamp-format" name="timestamp-format" value="%s"/></meta_attributes>`;
const OPTIONS =
  `<instance_attributes id="al-instance_attributes"><nvpair id="al-instance_attributes-a" name="a" value="1"/>` +
  `<nvpair id="al-instance_attributes-b" name="b" value="2"/></instance_attributes>`;
const RECIPIENT =
  `<recipient id="al-recipient" value="x"><meta_attributes id="al-recipient-meta_attributes">` +
  `<nvpair id="al-recipient-meta_attributes-timeout" name="timeout" value="3s"/></meta_attributes>` +
  `<instance_attributes id="al-recipient-instance_attributes">` +
  `<nvpair id="al-recipient-instance_attributes-y" name="y" value="1"/></instance_attributes></recipient>`;
const WHOLE = `<alert id="al" path="/bin/true" description="hello">${META}${OPTIONS}${RECIPIENT}<recipient id="rz" value="z" description="d"/></alert>`;

const ARGS = {
  name: "al",
  path: "/bin/true",
  description: "hello",
  meta: { timeout: "10s", timestampFormat: "%s" },
  options: { b: 2, a: 1 },
  recipients: [
    { value: "x", options: { y: 1 }, meta: { timeout: 3 } },
    { name: "rz", value: "z", description: "d" },
  ],
};
const X = { value: "x" };
const LIST = (recipients: readonly object[]): object => ({
  name: "al",
  path: "/bin/true",
  recipients,
});

describe("Alert", () => {
  // The output of pcs 0.11.5 for `alert create` and `alert recipient add`, except the timeout in seconds.
  test("is written as pcs writes it", () => {
    const written = WHOLE.replace('name="timeout" value="3s"', 'name="timeout" value="3"');
    expect(put(ARGS)).toBe(writeXml(withAlerts(written)));
  });

  test("is adopted as it is if the meaning is equal", () => {
    const tree = withAlerts(WHOLE);
    expect(new Trial(alert, tree).put(ARGS).cib).toBe(tree);
    expect(new Trial(alert, tree).observe(ARGS)).toEqual(ARGS);
  });

  test("leaves what is not declared alone", () => {
    const foreign = WHOLE.replace(
      "</instance_attributes>",
      `<nvpair id="f" name="f" value="1"/>$&`,
    );
    const tree = withAlerts(foreign);
    const own = { name: "al", path: "/bin/true", options: { a: 1 } };
    expect(new Trial(alert, tree).put(own).cib).toBe(tree);
    expect(new Trial(alert, tree).observe(own)).toEqual(own);
  });

  test("removes what is no longer declared", () => {
    const bare = { name: "al", path: "/bin/true" };
    expect(put(bare, withAlerts(WHOLE), ARGS)).toBe(
      writeXml(withAlerts(`<alert id="al" path="/bin/true"/>`)),
    );
  });

  test("keeps equal recipients, and gives a changed one the id of the one that goes", () => {
    const a = `<recipient id="al-recipient" value="x"/><recipient id="al-recipient-1" value="y"/>`;
    const tree = withAlerts(`<alert id="al" path="/bin/true">${a}</alert>`);
    const before = LIST([X, { value: "y" }]);
    expect(put(LIST([{ value: "n" }, { value: "y" }]), tree, before)).toBe(
      writeXml(withAlerts(`<alert id="al" path="/bin/true">${a.replace('"x"', '"n"')}</alert>`)),
    );
    expect(put(LIST([X, { value: "y" }, { value: "n" }]), tree, before)).toBe(
      writeXml(
        withAlerts(
          `<alert id="al" path="/bin/true">${a}<recipient id="al-recipient-2" value="n"/></alert>`,
        ),
      ),
    );
  });

  test("observes recipients of others, and pairs that somebody added to a recipient", () => {
    const more = `<recipient id="r2" value="n"><meta_attributes id="m"><nvpair id="m-e" name="enabled" value="no"/></meta_attributes></recipient>`;
    const tree = withAlerts(
      `<alert id="al" path="/bin/true"><recipient id="r" value="x"/>${more}</alert>`,
    );
    expect(new Trial(alert, tree).observe(LIST([X]))).toEqual(
      LIST([X, { name: "r2", value: "n", meta: { enabled: "no" } }]),
    );
  });

  test("writes the selection in front of the recipients, with an id for each attribute", () => {
    const select = { nodes: true, fencing: false, attributes: ["pingd", "site"] };
    const written =
      `<select><select_nodes/><select_attributes><attribute id="al-select-pingd" name="pingd"/>` +
      `<attribute id="al-select-site" name="site"/></select_attributes></select>`;
    const tree = withAlerts(
      `<alert id="al" path="/bin/true"><recipient id="r" value="x"/></alert>`,
    );
    const own = { name: "al", path: "/bin/true", select };
    expect(put(own, tree)).toBe(
      writeXml(
        withAlerts(
          `<alert id="al" path="/bin/true">${written}<recipient id="r" value="x"/></alert>`,
        ),
      ),
    );
    expect(new Trial(alert, tree).then(own).observe(own)).toEqual(own);
  });

  test("writes the meta attributes in front of the recipients, as schemas before 2.10 require", () => {
    const tree = withAlerts(
      `<alert id="al" path="/bin/true"><recipient id="r" value="x"/></alert>`,
    );
    const own = { name: "al", path: "/bin/true", meta: { timeout: "10s", timestampFormat: "%s" } };
    expect(put(own, tree)).toBe(
      writeXml(
        withAlerts(`<alert id="al" path="/bin/true">${META}<recipient id="r" value="x"/></alert>`),
      ),
    );
  });

  test("refuses what the cluster's schema cannot hold", () => {
    const on = (schema: string): Element => withAttributes(cib(), { "validate-with": schema });
    const need = (what: string, version: string, has: string): string =>
      `${what} needs the schema pacemaker-${version} or newer, and the cluster has ${has}: raise the schema (cibadmin --upgrade)`;
    const own = { name: "al", path: "/bin/true", select: { nodes: true } };
    expect(() => put(own, on("pacemaker-2.4"))).toThrow(
      `${need("an alert", "2.5", "pacemaker-2.4")}\n${need("select", "2.10", "pacemaker-2.4")}`,
    );
    expect(() => put(own, on("pacemaker-2.9"))).toThrow(need("select", "2.10", "pacemaker-2.9"));
  });

  test("warns of names that Pacemaker does not know", () => {
    const old = withAttributes(cib(), { crm_feature_set: "3.16.1" });
    const own = { ...LIST([{ value: "x", meta: { enabled: false } }]), meta: { timeouts: 1 } };
    expect(new Trial(alert, old).put(own).warnings).toEqual([
      "meta: Pacemaker has no meta attribute of alerts timeouts; it is set anyway",
      "meta: this Pacemaker does not know enabled (2.1.6 and later do), and calls the script",
    ]);
  });

  test("validates everything at once", () => {
    const own = {
      name: "al",
      path: "bin/true",
      meta: { timeout: "soon", enabled: "maybe" },
      select: { nodes: false },
      recipients: [{ value: "" }, { value: "x", mail: 1 }, { value: "x" }],
    };
    expect(failures(alert, own)).toEqual([
      'path | path: "bin/true" is not the absolute path of a script',
      ' | meta: timeout must be a time such as 20 (seconds), "500ms", "20s", "2min" or "1h"; enabled must be true or false',
      "select | select: selects no events; set one of nodes, fencing, resources, attributes",
      ' | recipients: [0] value: "" must be a text that is not empty; [1] "mail" is not known; use one of: description, meta, name, options, value',
    ]);
    expect(failures(alert, LIST([X, X]))).toEqual([
      ' | recipients: two entries have the value "x"',
    ]);
  });

  test("keeps the ids of recipients apart", () => {
    const list = (...recipients: readonly string[]): string =>
      writeXml(withAlerts(`<alert id="al" path="/bin/true">${recipients.join("")}</alert>`));
    const tree = withAlerts(
      `<alert id="al" path="/bin/true"><recipient id="al-recipient" value="x"/></alert>`,
    );
    const named = { name: "al-recipient", value: "n" };
    for (const value of ["x", "z"])
      expect(put(LIST([named, { value }]), tree, LIST([X]))).toBe(
        list(
          `<recipient id="al-recipient" value="n"/>`,
          `<recipient id="al-recipient-1" value="${value}"/>`,
        ),
      );
    const own = LIST([{ value: "z" }, named]);
    expect(put(own, withAlerts(`<alert id="al" path="/bin/true"/>`))).toBe(
      list(
        `<recipient id="al-recipient-1" value="z"/>`,
        `<recipient id="al-recipient" value="n"/>`,
      ),
    );
  });

  test("refuses a recipient with the id of something else", () => {
    const own = LIST(["a", "al", "r"].map((name) => ({ name, value: name })));
    const tree = cib(
      `<primitive id="a"/>`,
      "",
      `<alerts><alert id="other" path="/x"><recipient id="r" value="r"/></alert></alerts>`,
    );
    expect(() => put(own, tree)).toThrow(
      "recipients: the id a belongs to a primitive of the cluster; choose another name\n" +
        "recipients: the id al belongs to the alert itself; choose another name\n" +
        "recipients: the id r belongs to a recipient of the cluster; choose another name",
    );
  });

  test("accepts a time that is not known yet", () => {
    const meta = { timeout: UNKNOWN, enabled: UNKNOWN };
    expect(failures(alert, { ...LIST([{ value: "x", meta }]), meta })).toEqual([]);
  });
});
