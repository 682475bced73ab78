import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs } from "@pulumi/pulumi/runtime/mocks";

/** Runs a program with mocks, and returns the order of registration and what governs each primitive. */
export async function runProgram(program: (cluster: object) => void | Promise<void>): Promise<{
  readonly order: readonly string[];
  readonly governedBy: Readonly<Record<string, readonly string[]>>;
  readonly members: Readonly<Record<string, unknown>>;
}> {
  const registered: MockResourceArgs[] = [];
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: args.name, state: args.inputs as object };
    },
    call: () => ({}),
  });
  await pulumi.runtime.runInPulumiStack(async () => {
    await program({ nodes: [{ name: "rsha1" }] });
    return undefined;
  });
  await pulumi.runtime.disconnect();
  const own = registered.filter(({ type }) => type.includes("pacemaker:"));
  const lists = own.flatMap(({ name, inputs }) => {
    const { __governedBy: list } = inputs as { readonly __governedBy?: readonly string[] };
    return list ? [[name, list] as const] : [];
  });
  const members = own.map(
    ({ name, inputs }) => [name, (inputs as { members?: unknown }).members] as const,
  );
  return {
    order: own.map(({ name }) => name),
    governedBy: Object.fromEntries(lists),
    members: Object.fromEntries(members.filter(([, list]) => list !== undefined)),
  };
}

export const agent = "ocf:pacemaker:Dummy";

export const fenceAgent = "stonith:fence_dummy";

export const component = (
  name: string,
  opts?: pulumi.ComponentResourceOptions,
): pulumi.ComponentResource => new pulumi.ComponentResource("test:index:Component", name, {}, opts);
