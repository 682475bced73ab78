// Makes the file for `pulumi import` of what the program declares and the cluster already has:
//   pulumi preview --json | node import.mjs > import.json
// Ids are those that Pacemaker knows: `name` where the program gives one, else the resource's name.
import { readFileSync } from "node:fs";

const OURS = "pulumi-nodejs:dynamic/pacemaker:";
const { steps } = JSON.parse(readFileSync(0, "utf8"));
const resources = steps
  .map(({ newState }) => newState)
  .filter((state) => state?.type.startsWith(OURS))
  .map(({ type, urn, inputs }) => {
    const name = urn.split("::").at(-1);
    const id = type === `${OURS}PacemakerProperties` ? `properties/${name}` : (inputs.name ?? name);
    return { type, name, id, inputs, outputs: inputs };
  });
process.stdout.write(JSON.stringify({ resources }, null, 2));
