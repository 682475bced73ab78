import { factsOf, freeOctet, octetsIn } from "./addresses";

describe("Lab addresses", () => {
  test("take the first unused network", () => {
    expect(freeOctet([])).toBe(13);
    expect(freeOctet([13, 15])).toBe(14);
    expect(freeOctet([14, 13])).toBe(15);
  });

  test("are found among other networks", () => {
    expect(octetsIn("172.17.0.0/16 10.60.13.0/24\n10.60.200.254 10.6.0.1 110.60.1.2")).toEqual([
      13, 200,
    ]);
  });

  test("of the second lab have the same last octets", () => {
    expect(factsOf(14)).toEqual({
      floatingIp: "10.60.14.58",
      cidrNetmask: 24,
      gateway: "10.60.14.1",
      network: "10.60.14.0/24",
      repository: {
        device: "/srv/nfs/vm_repository",
        directory: "/opt/vm_repository",
        fstype: "none",
        options: "bind",
      },
      service: "abiquo-tomcat",
    });
  });
});
