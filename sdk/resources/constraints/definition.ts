import type { ConstraintSpec } from "../../cib/model/constraints/constraint";
import type { LocationRule } from "../../cib/rules/rule";
import type { Element } from "../../cib/xml/element";
import { type Argument, COMMON_ARGUMENTS, type TableOf } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import type { CommonInputs } from "../../kind/lifecycle";
import { type Failure, id, nonEmpty } from "../../kind/rules";

export interface ConstraintInputs extends CommonInputs {
  readonly name?: string;
}

/** An argument of a constraint. */
export interface ConstraintArgument extends Argument {
  /** The attribute to which the argument is written. */
  readonly attribute?: string;
  /** The value that is written if the program does not give one. */
  readonly defaultValue?: string;
}

/** The arguments of every constraint. */
export const CONSTRAINT_ARGUMENTS = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, identity: true },
} as const;

/** Makes an argument that refers to a resource. */
export const resourceReference = (attribute: string): ConstraintArgument => ({
  attribute,
  rule: nonEmpty,
  required: true,
  reference: true,
});

/** Defines a kind of constraint. `D` is the interface of its arguments in a program, `A` that of its inputs. */
export interface ConstraintDefinition<D, A> {
  readonly type: string;
  readonly tag: ConstraintSpec["tag"];
  readonly arguments: TableOf<D, ConstraintArgument>;
  /** Returns the id that pcs writes for this constraint. */
  readonly proposeId: (args: A) => string;
  /** Returns the rule that replaces all attributes except references. */
  readonly rule?: (args: A) => LocationRule | undefined;
  readonly validate?: (args: A) => readonly Failure[];
  /** Tells whether both sides may be the same resource. */
  readonly mayBeSame?: (args: A) => boolean;
  /** Describes further objects or features that the cluster lacks. What a present constraint has already is not missing. */
  readonly describeMissing?: (cib: Element, args: A, present?: Element) => readonly string[];
  /** Describes constraints of others that act on the same. */
  readonly describeRivals?: (cib: Element, args: A, id: string) => readonly string[];
  /** Explains why these arguments cannot express a constraint of the cluster. Such a constraint is not changed. */
  readonly describeUnlike?: (present: Element) => string | undefined;
  /** Returns the arguments observed in an element, for kinds that need more than its attributes. */
  readonly observe?: (args: A, present: Element) => A;
}

/** A kind of constraint. A resource can also declare such constraints inline. */
export interface ConstraintKind<A> extends CibKind<A> {
  readonly tag: ConstraintSpec["tag"];
  readonly spec: (args: A) => ConstraintSpec;
  /** Tells whether both sides may be the same resource. */
  readonly mayBeSame: (args: A) => boolean;
}
