// No cluster without fencing: https://www.pulumi.com/docs/insights/policy/. Use: pulumi preview --policy-pack policy
import { PolicyPack, validateResourceOfType } from "@pulumi/policy";
import { PacemakerProperties } from "pulumi-pacemaker";

new PolicyPack("pacemaker", {
  policies: [
    {
      name: "fencing-is-on",
      description: "Without fencing, a split cluster runs each service twice and destroys data.",
      enforcementLevel: "mandatory",
      validateResource: validateResourceOfType(
        PacemakerProperties,
        ({ stonithEnabled }, _, report) => {
          if (stonithEnabled === false)
            report("set stonithEnabled to true, and declare a fence device");
        },
      ),
    },
  ],
});
