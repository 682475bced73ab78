// The floor: as many dynamic resources as the program beside it declares, with the same inputs, that do nothing.
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

type Props = Readonly<Record<string, unknown>>;

const nothing: pulumi.dynamic.ResourceProvider<Props, Props> = {
  check: (_olds, inputs) => Promise.resolve({ inputs }),
  diff: (_id, { __provider: _a, ...before }, { __provider: _b, ...now }) =>
    Promise.resolve({ changes: JSON.stringify(before) !== JSON.stringify(now) }),
  create: (inputs) => Promise.resolve({ id: String(inputs.name), outs: inputs }),
  read: (id, props) => Promise.resolve(props === undefined ? { id } : { id, props }),
  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
  delete: () => Promise.resolve(),
};

class Nothing extends pulumi.dynamic.Resource {
  declare readonly name: pulumi.Output<string>;

  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(nothing, name, { name, ...props }, opts, "floor", String(props.is));
  }
}

const { cluster, resources } = JSON.parse(readFileSync("declared.json", "utf8")) as {
  cluster: object;
  resources: Record<string, { is: string }>;
};

const made: Record<string, Nothing> = {};
const refer = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(refer);
  return typeof value === "string" && value.startsWith("@") ? made[value.slice(1)]?.name : value;
};

// What others refer to is declared before them, and the properties come first, as in the program beside it.
const first: Nothing[] = [];
for (const [name, args] of Object.entries(resources)) {
  const props = Object.fromEntries(Object.entries(args).map(([k, v]) => [k, refer(v)]));
  made[name] = new Nothing(name, { cluster, ...props }, { dependsOn: [...first] });
  if (args.is === "Properties") first.push(made[name]);
}
