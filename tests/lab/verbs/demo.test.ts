import { isComplete } from "./demo";
import { leaves } from "./stack";

const picture = `
Node List:
  * Online: [ rsha1 rsha2 ]

Active Resources:
  * Resource Group: abiquo_rs:
    * vm_repository\t(ocf:heartbeat:Filesystem):\t Started rsha1
    * ClusterIP\t(ocf:heartbeat:IPaddr2):\t Started rsha1
    * tomcat-service\t(lsb:abiquo-tomcat):\t Started rsha1
  * Clone Set: ping-clone [ping]:
    * Started: [ rsha1 rsha2 ]
`;

describe("The demo", () => {
  test("is complete with three resources on one node and the ping on both", () => {
    expect(isComplete(picture)).toBe(true);
    expect(
      isComplete(picture.replace("abiquo-tomcat):\t Started rsha1", "abiquo-tomcat):\t Stopped")),
    ).toBe(false);
    expect(
      isComplete(picture.replace("IPaddr2):\t Started rsha1", "IPaddr2):\t Started rsha2")),
    ).toBe(false);
    expect(isComplete(picture.replace("Online: [ rsha1 rsha2 ]", "Online: [ rsha1 ]"))).toBe(false);
    expect(isComplete(picture.replace("Started: [ rsha1 rsha2 ]", "Started: [ rsha2 ]"))).toBe(
      false,
    );
  });

  test("sets the stack configuration leaf by leaf", () => {
    expect(leaves({ cluster: { nodes: [{ name: "a", port: 22 }] }, service: "s" })).toEqual([
      ["cluster.nodes[0].name", "a"],
      ["cluster.nodes[0].port", "22"],
      ["service", "s"],
    ]);
  });
});
