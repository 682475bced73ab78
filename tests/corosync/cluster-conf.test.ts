import { isStockConf, parseCorosyncConf } from "../../sdk/corosync/cluster-conf";
import { stock, twoNodes } from "./confs";

test("a corosync.conf that pcs wrote is read as a cluster", () => {
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

test("Debian's stock file is recognised, also with its transport left to the default", () => {
  const conf = parseCorosyncConf(stock);
  expect([conf.name, conf.transport, isStockConf(conf)]).toEqual(["debian", "knet", true]);
});

test("a real cluster that is called debian is not the stock one", () => {
  expect(isStockConf(parseCorosyncConf(twoNodes.replace("pacemaker1", "debian")))).toBe(false);
  expect(isStockConf(parseCorosyncConf(stock.replace("127.0.0.1", "10.0.0.1")))).toBe(false);
});

test("addresses come in the order of the links, and a node without a name is called by its first", () => {
  const text = "nodelist {\n node {\n ring10_addr: c\n ring1_addr: b\n ring0_addr: a\n }\n}\n";
  expect(parseCorosyncConf(text).members).toEqual([{ name: "a", addresses: ["a", "b", "c"] }]);
});
