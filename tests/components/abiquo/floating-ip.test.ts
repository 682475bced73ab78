import * as pulumi from "@pulumi/pulumi";
import { parseFloatingIp } from "../../../sdk/components/abiquo/floating-ip";

test("an address comes apart into itself and the length of its network, now or when it is known", async () => {
  expect(parseFloatingIp("10.60.13.58/24")).toEqual({ ip: "10.60.13.58", cidrNetmask: 24 });
  expect(parseFloatingIp("2001:db8::58/64")).toEqual({ ip: "2001:db8::58", cidrNetmask: 64 });
  const later = parseFloatingIp(pulumi.output(Promise.resolve("10.60.13.59/25")));
  const known = pulumi.all([later.ip, later.cidrNetmask]);
  expect(await new Promise((resolve) => known.apply(resolve))).toEqual(["10.60.13.59", 25]);
});

test.each([
  ["10.60.13.58", "is no address with the length of its network"],
  ["10.60.13.58/33", "is no address with the length of its network"],
  ["10.60.13.580/24", "is no address with the length of its network"],
  ["abiquo.example/24", "is no address with the length of its network"],
  ["2001:db8::58/129", "is no address with the length of its network"],
  ["10.60.13.0/24", "is the network address of its network"],
  ["10.60.13.255/24", "is the broadcast address of its network"],
])("%s is refused: it %s", (text, why) => {
  expect(() => parseFloatingIp(text)).toThrow(why);
});

test("of the two addresses of a network of two, both are hosts'", () => {
  expect(parseFloatingIp("10.60.13.58/31")).toEqual({ ip: "10.60.13.58", cidrNetmask: 31 });
});
