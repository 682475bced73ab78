// Makes the file for `pulumi import` from the resources that the program declares:
//   pulumi preview --json | node import.mjs > import.json
// An id is Pacemaker's id: `name` if the program sets it, else the resource's name.
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
