// The floor: dynamic resources that do nothing, with the same inputs and the same order (properties first).
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

  constructor(is: string, name: string, props: object) {
    super(nothing, name, { name, ...props }, { dependsOn: [...first] }, "floor", is);
    if (is === "Properties") first.push(this);
  }
}

const first: Nothing[] = [];

export const kinds = (is: string, name: string, args: object): pulumi.Resource =>
  new Nothing(is, name, args);
