import type { Operation } from "../../cib/model/operations/operation";
import type { CloneSpec } from "../../cib/model/clone";
import type { Pairs } from "../../cib/xml/nvset";
import type { Argument, TableOf } from "../../kind/arguments";
import type { ReadArguments } from "../../kind/cib-kind";
import type { Failure } from "../../kind/rules";
import type { CloneInputs } from "../clones";
import type { ValueSetsInputs } from "../value-sets/spec";
import type { InlineInputs } from "../inline-constraints/entries";

/** The inputs of a primitive. */
export interface PrimitiveInputs extends CloneInputs, InlineInputs, ValueSetsInputs {
  readonly name: string;
  readonly parameters?: Pairs;
  readonly meta?: Pairs;
  readonly operations?: readonly Operation[];
  readonly utilization?: Pairs;
  readonly startWithGroup?: boolean;
}

/** An argument of a primitive. */
export interface PrimitiveArgument extends Argument {
  /** The name of the agent's parameter, if the argument sets one. */
  readonly parameter?: string;
}

export type PrimitiveTable = Readonly<Record<string, PrimitiveArgument>>;

/** Defines a kind of primitive. `D` is the interface of its arguments in a program, `A` that of its inputs. */
export interface PrimitiveDefinition<D, A> {
  readonly type: string;
  /** Returns the agent; `undefined` if the primitive is made from a template. */
  readonly agent: (args: A) => string | undefined;
  readonly template?: (args: A) => string | undefined;
  readonly arguments: TableOf<D, PrimitiveArgument>;
  /** The argument that names the agent or a part of it. `from` returns its value for an observed agent. */
  readonly agentArgument?: {
    readonly name: keyof A & string;
    readonly from: (agent: string) => string;
  };
  /** @default that of `clone` and `promotable` */
  readonly clone?: (args: A) => CloneSpec | undefined;
  /** Returns the arguments that describe the observed clone; `seen` is undefined if there is none. */
  readonly cloneArguments?: (args: A, seen: CloneSpec | undefined) => object;
  readonly validate?: (args: A) => readonly Failure[];
  /** Returns the node attribute that the agent sets. */
  readonly attribute?: (args: A) => string;
  /** True if the Pulumi id is the clone's id. */
  readonly idIsClone?: boolean;
  readonly read?: ReadArguments;
  /** @default true if both primitives could run at the same time, or have a clone with one id */
  readonly deleteFirst?: (before: A, args: A) => boolean;
}
