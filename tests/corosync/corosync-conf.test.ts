import { isStockConf, parseCorosyncConf } from "../../sdk/corosync/corosync-conf";
import { stock, twoNodes } from "./confs";

describe("parseCorosyncConf", () => {
  test("parses a corosync.conf that pcs wrote", () => {
    const conf = parseCorosyncConf(twoNodes);
    expect(conf).toEqual({
      name: "pacemaker1",
      transport: "knet",
      members: [
        { name: "rsha1", addresses: ["rsha1"] },
        { name: "rsha2", addresses: ["rsha2"] },
      ],
      totem: {
        version: "2",
        cluster_name: "pacemaker1",
        transport: "knet",
        crypto_cipher: "aes256",
        crypto_hash: "sha256",
        cluster_uuid: "c91a1d80b11445b88b0f57be83c9c16c",
        token: "4000",
      },
      quorum: { provider: "corosync_votequorum", two_node: "1" },
    });
    expect(isStockConf(conf)).toBe(false);
  });
});

describe("isStockConf", () => {
  test("recognises Debian's stock file, with the default transport", () => {
    const conf = parseCorosyncConf(stock);
    expect([conf.name, conf.transport, isStockConf(conf)]).toEqual(["debian", "knet", true]);
  });

  test("does not accept a real cluster with the name debian", () => {
    expect(isStockConf(parseCorosyncConf(twoNodes.replace("pacemaker1", "debian")))).toBe(false);
    expect(isStockConf(parseCorosyncConf(stock.replace("127.0.0.1", "10.0.0.1")))).toBe(false);
  });
});

describe("parseCorosyncConf, for nodes", () => {
  test("sorts addresses by link, and names a nameless node after its first address", () => {
    const text = "nodelist {\n node {\n ring10_addr: c\n ring1_addr: b\n ring0_addr: a\n }\n}\n";
    expect(parseCorosyncConf(text).members).toEqual([{ name: "a", addresses: ["a", "b", "c"] }]);
  });
});
