import type { Agent } from "../../sdk/cib/model/agent";
import { type Element, sectionOf } from "../../sdk/cib/xml/element";
import type { CibKind } from "../../sdk/kind/cib-kind";
import { validateCommonArgs } from "../../sdk/kind/common-args";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { CIB_KINDS, LIFECYCLES } from "../../sdk/provider/register";
import { cib } from "../helpers";
import { type Declared, PUBLIC_PROGRAMS, runPublicProgram } from "./public-programs";

jest.mock("pulumi-pacemaker", () => jest.requireActual<object>("../../sdk/index"));

const kindOf = ({ inputs }: Declared): CibKind<CommonInputs> | undefined =>
  CIB_KINDS.find(({ type }) => type === inputs.__kind) as CibKind<CommonInputs> | undefined;

/** Makes an agent that takes every parameter that the program gives to any resource. */
function permissiveAgent(declared: readonly Declared[]): Agent {
  const names = declared.flatMap(({ inputs }) => {
    const { parameters = {} } = inputs as { readonly parameters?: object };
    return Object.keys(parameters);
  });
  return {
    parameters: [...new Set(names), ...TYPED].map((name) => ({
      name,
      type: "string",
      required: false,
      obsoletes: [],
      named: [],
    })),
    actions: ACTIONS,
    operations: [
      { name: "monitor", interval: "10s", timeout: "20s" },
      { name: "start", interval: "0s", timeout: "20s" },
      { name: "stop", interval: "0s", timeout: "20s" },
    ],
  };
}

/** The parameters of the kinds that have arguments for them. */
const TYPED = ["ip", "cidr_netmask", "nic", "iflabel", "device", "directory", "fstype", "options"];

const ACTIONS = "start stop monitor promote demote notify migrate_to migrate_from reload".split(" ");

describe("Public configurations", () => {
  test.each(PUBLIC_PROGRAMS)("%s", async (program) => {
    const declared = await runPublicProgram(program);
    const failures = declared.flatMap((d) => {
      const { kind } = LIFECYCLES.find((l) => l.kind.type === d.inputs.__kind) ?? {};
      const found = [...validateCommonArgs(d.inputs), ...(kind?.validate(d.inputs) ?? ["no kind"])];
      return found.map((failure) => [d.name, failure]);
    });
    expect(failures).toEqual([]);
    const agent = permissiveAgent(declared);
    const warned: string[] = [];
    let tree: Element = cib();
    const made: { d: Declared; kind: CibKind<CommonInputs>; id: string }[] = [];
    for (const d of declared) {
      const kind = kindOf(d);
      if (!kind) continue;
      const put = kind.put(tree, { args: d.inputs, agent: () => agent });
      warned.push(...(put.warnings ?? []).map((w) => `${d.name}: ${w}`));
      tree = put.cib;
      made.push({ d, kind, id: put.id });
    }
    for (const { d, kind, id } of made) {
      const again = kind.put(tree, { args: d.inputs, before: d.inputs, id, agent: () => agent });
      expect([d.name, again.cib]).toEqual([d.name, tree]);
      expect([d.name, kind.observe(tree, id, d.inputs)]).toEqual([d.name, d.inputs]);
    }
    console.log(warned.join("\n"));
    const left = [...made].reverse().reduce((t, { d, kind, id }) => kind.remove(t, id, d.inputs), tree);
    expect(left).toEqual(cib());
  });
});
