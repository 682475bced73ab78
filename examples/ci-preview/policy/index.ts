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
        ({ stonithEnabled, properties = {} }, _, report) => {
          const names = ["stonith-enabled", "fencing-enabled"]; // Pacemaker's older and newer name
          const values = [stonithEnabled, ...names.map((name) => properties[name])];
          if (values.some((value) => /^(false|off|no|n|0)$/i.test(String(value))))
            report("set stonithEnabled to true, and declare a fence device");
        },
      ),
    },
  ],
});
