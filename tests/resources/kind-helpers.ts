import type { Agent } from "../../sdk/cib/model/agent";
import type { Element } from "../../sdk/cib/xml/element";
import type { CibKind, Put } from "../../sdk/kind/cib-kind";
import type { CommonInputs } from "../../sdk/kind/lifecycle";
import { agent, cib } from "../helpers";

export const CLUSTER = { nodes: [{ name: "rsha1" }, { name: "rsha2" }] };

const whole = <A extends CommonInputs>(kind: CibKind<A>, own: object): A =>
  ({ __kind: kind.type, cluster: CLUSTER, ...own }) as unknown as A;

/** Applies a kind to a configuration. */
export class Trial<A extends CommonInputs> {
  constructor(
    private readonly kind: CibKind<A>,
    readonly tree: Element = cib(),
    private readonly agentOf: (name: string) => Agent = agent,
  ) {}

  /** Puts arguments as the engine does: a located object keeps its id. */
  put(own: object, before?: object, known?: string): Put {
    const { kind, tree } = this;
    const args = whole(kind, own);
    const id = known ?? kind.locate(tree, args)?.attributes.id;
    return kind.put(tree, {
      args,
      agent: this.agentOf,
      ...(before === undefined ? {} : { before: whole(kind, before) }),
      ...(id === undefined ? {} : { id }),
    });
  }

  /** Puts arguments, and returns a trial of the new configuration. */
  then(own: object, before?: object, known?: string): Trial<A> {
    return new Trial(this.kind, this.put(own, before, known).cib, this.agentOf);
  }

  /** Observes the declared arguments in the configuration. */
  observe(own: object, id = ""): object | undefined {
    const seen = this.kind.observe(this.tree, id, whole(this.kind, own));
    if (!seen) return undefined;
    const { __kind, cluster, ...rest } = seen;
    expect([__kind, cluster]).toEqual([this.kind.type, CLUSTER]);
    return rest;
  }

  on<B extends CommonInputs>(kind: CibKind<B>): Trial<B> {
    return new Trial(kind, this.tree, this.agentOf);
  }
}

/** Returns the failures of `validate`, as `property | reason`. */
export const failures = <A extends CommonInputs>(kind: CibKind<A>, own: object): string[] =>
  kind.validate(whole(kind, own)).map((f) => `${f.property} | ${f.reason}`);
