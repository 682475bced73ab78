import { readGivenKey } from "../../../sdk/host/ssh/auth-methods";
import type { Credential } from "../../../sdk/host/ssh/credentials";
import type { Connection } from "../../../sdk/host/ssh/connection";
import { resolveTarget } from "../../../sdk/host/ssh/target";
import { Temporary } from "../temporary";

let temporary: Temporary;
beforeEach(() => (temporary = new Temporary()));
afterEach(() => temporary.remove());

const key: Credential = { kind: "key", key: "PEM", password: "s3cret", label: "the key" };
const agent: Credential = { kind: "agent", socket: "/agent", label: "the agent" };

describe("readGivenKey", () => {
  const given = { privateKey: "PEM", passphrase: "s3cret" };

  test.each<[string, Connection, Credential, object]>([
    ["the key that is given as text", { privateKey: "PEM" }, key, given],
    ["the key that is given as a file", { privateKeyPath: "/key" }, key, given],
    ["no default key, which may be invalid", {}, key, {}],
    ["nothing if the first credential is no key", { privateKey: "PEM" }, agent, {}],
  ])("returns %s", (_what, connection, first, expected) => {
    expect(readGivenKey(resolveTarget({ name: "rsha1" }, connection), [first])).toEqual(expected);
  });
});
