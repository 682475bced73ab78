import type { ReferenceTarget } from "../../cib/model/elements/in-section";
import type { ElementPart } from "../../cib/model/elements/part";
import type { Element } from "../../cib/xml/element";
import { type Argument, COMMON_ARGUMENTS, type TableOf } from "../../kind/arguments";
import type { CommonInputs } from "../../kind/lifecycle";
import {
  type Failure,
  type Rule,
  allRules,
  findRepeatedText,
  id,
  listOf,
  nonEmpty,
} from "../../kind/rules";

export interface ElementInputs extends CommonInputs {
  readonly name: string;
}

/** An argument of a kind that is one element. */
export interface ElementArgument extends Argument {
  /** The part of the element that the argument describes. */
  readonly part?: ElementPart;
  /** What a list of ids in the argument names. */
  readonly target?: ReferenceTarget;
}

export type ElementTable = Readonly<Record<string, ElementArgument>>;

/** The arguments of every element with an id. */
export const ELEMENT_ARGUMENTS = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, required: true, identity: true },
} as const;

/** Defines a kind that is one element of a section. `D` is the interface of its arguments in a program, `A` that of its inputs. */
export interface ElementDefinition<D, A> {
  readonly type: string;
  readonly section: string;
  readonly tag: string;
  /** The arguments in the order in which their parts are written. */
  readonly arguments: TableOf<D, ElementArgument>;
  readonly validate?: (args: A) => readonly Failure[];
  /** The id is the name of an account, which elements with another name may have too. */
  readonly isAccount?: boolean;
  /** Describes what the cluster cannot hold, or lacks. */
  readonly describeImpossible?: (cib: Element, args: A) => readonly string[];
  /** Describes what is probably not meant. */
  readonly describeDoubts?: (cib: Element, args: A) => readonly string[];
}

/** Validates a list of ids, each of which is listed once. */
export const idList = (atLeast: number): Rule =>
  allRules(listOf(nonEmpty, atLeast), findRepeatedText);
