import { redactElement, isSecretName, redactText } from "../../../sdk/cib/xml/redact";
import { parseXml, writeXml } from "../../../sdk/cib/xml/parse";

describe("redactElement", () => {
  test("hides the values under secret names", () => {
    const present = parseXml(
      `<primitive id="fence"><instance_attributes id="i"><nvpair id="p" name="passwd" value="hush"/>` +
        `<nvpair id="q" name="ip" value="192.0.2.1"/></instance_attributes></primitive>`,
    );
    expect(writeXml(redactElement(present))).toBe(
      `<primitive id="fence"><instance_attributes id="i"><nvpair id="p" name="passwd" value="[secret]"/>` +
        `<nvpair id="q" name="ip" value="192.0.2.1"/></instance_attributes></primitive>`,
    );
  });

  test("hides an attribute with a secret name", () => {
    const differs = parseXml(`<properties my-password="hush" batch-limit="4"/>`);
    expect(writeXml(redactElement(differs))).toBe(
      `<properties my-password="[secret]" batch-limit="4"/>`,
    );
  });
});

describe("redactText", () => {
  test("removes the secrets of an object from a foreign text, the longest first", () => {
    const fence = parseXml(
      `<primitive id="fence"><instance_attributes id="i"><nvpair id="p" name="passwd" value="hush"/>` +
        `<nvpair id="q" name="token" value="hush-hush"/><nvpair id="r" name="secret" value=""/>` +
        `<nvpair id="s" name="ip" value="192.0.2.1"/></instance_attributes></primitive>`,
    );
    const reason = "192.0.2.1 refuses hush-hush and hush";
    expect(redactText(reason, fence)).toBe("192.0.2.1 refuses [secret] and [secret]");
  });
});

describe("soundsSecret", () => {
  // The names are every secret parameter of Debian 12's resource-agents and fence-agents, and some that are not secret.
  test("recognises the secret parameters of agents, but not those for files and times", () => {
    const secret = [
      ..."admin_password apikey community db_passwd erlang_cookie hexadecimal_kg incoming_password".split(
        " ",
      ),
      ..."monitor_password monpassword passwd password replication_passwd secret secret_key".split(
        " ",
      ),
      ..."snmp_priv_passwd test_pass test_passwd token privateKey privateKeyPassword passphrase".split(
        " ",
      ),
    ];
    const plain = [
      ..."passwd_script password_script smb_passdb_backend cookie_file key_file keyfile key".split(
        " ",
      ),
      ..."auth auth_url ssh_options options login username privateKeyPath hostKey timeout".split(
        " ",
      ),
    ];
    expect(secret.filter((name) => !isSecretName(name))).toEqual([]);
    expect(plain.filter(isSecretName)).toEqual([]);
  });
});
