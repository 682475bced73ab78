import * as pulumi from "@pulumi/pulumi";
import { parseFloatingIp } from "../../../sdk/components/abiquo/floating-ip";

describe("parseFloatingIp", () => {
  test("splits an address and its prefix length, of a string or an output", async () => {
    expect(parseFloatingIp("10.60.13.58/24")).toEqual({ ip: "10.60.13.58", cidrNetmask: 24 });
    expect(parseFloatingIp("2001:db8::58/64")).toEqual({ ip: "2001:db8::58", cidrNetmask: 64 });
    const later = parseFloatingIp(pulumi.output(Promise.resolve("10.60.13.59/25")));
    const known = pulumi.all([later.ip, later.cidrNetmask]);
    expect(await new Promise((resolve) => known.apply(resolve))).toEqual(["10.60.13.59", 25]);
  });

  test.each([
    ["10.60.13.58", "is not an address with its prefix length"],
    ["10.60.13.58/33", "is not an address with its prefix length"],
    ["10.60.13.580/24", "is not an address with its prefix length"],
    ["abiquo.example/24", "is not an address with its prefix length"],
    ["2001:db8::58/129", "is not an address with its prefix length"],
    ["10.60.13.0/24", "is the network address of its network"],
    ["10.60.13.255/24", "is the broadcast address of its network"],
  ])("refuses %s: it %s", (text, why) => {
    expect(() => parseFloatingIp(text)).toThrow(why);
  });

  test("accepts both addresses of a /31 network", () => {
    expect(parseFloatingIp("10.60.13.58/31")).toEqual({ ip: "10.60.13.58", cidrNetmask: 31 });
  });
});
