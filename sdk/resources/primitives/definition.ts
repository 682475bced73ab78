import type { Operation } from "../../cib/model/operation";
import type { CloneSpec } from "../../cib/model/resource-tree";
import type { Pairs } from "../../cib/xml/nvset";
import type { Argument, TableOf } from "../../kind/arguments";
import type { Failure } from "../../kind/rules";
import type { InlineInputs } from "../inline-constraints/entries";

/** The inputs of a primitive. */
export interface PrimitiveInputs extends InlineInputs {
  readonly name: string;
  readonly parameters?: Pairs;
  readonly meta?: Pairs;
  readonly operations?: readonly Operation[];
  readonly startWithGroup?: boolean;
}

/** An argument of a primitive. */
export interface PrimitiveArgument extends Argument {
  /** The agent's own name for it, if it is a parameter of the agent. */
  readonly parameter?: string;
}

export type PrimitiveTable = Readonly<Record<string, PrimitiveArgument>>;

/** A kind of primitives. `D` is the interface of its arguments in a program, `A` that of its inputs. */
export interface PrimitiveDefinition<D, A> {
  readonly type: string;
  readonly agent: (args: A) => string;
  readonly arguments: TableOf<D, PrimitiveArgument>;
  /** The argument that names the agent or a part of it, and its value for an agent found in the cluster. */
  readonly agentArgument?: {
    readonly name: keyof A & string;
    readonly from: (agent: string) => string;
  };
  readonly clone?: (args: A) => CloneSpec | undefined;
  /** The arguments that describe the clone, for the one found in the cluster, if any. */
  readonly cloneArguments?: (args: A, seen: CloneSpec | undefined) => Readonly<Partial<A>>;
  readonly validate?: (args: A) => readonly Failure[];
  /** The node attribute that the agent sets. */
  readonly attribute?: (args: A) => string;
  /** The Pulumi id is the clone's. */
  readonly idIsClone?: boolean;
  readonly deleteFirst?: (before: A, args: A) => boolean;
}
