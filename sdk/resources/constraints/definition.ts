import type { ConstraintSpec, ConstraintTag } from "../../cib/model/constraints/spec";
import type { LocationRule } from "../../cib/rules/rule";
import type { Element } from "../../cib/xml/element";
import type { Version } from "../../cib/xml/versions";
import { type Argument, COMMON_ARGUMENTS, type TableOf } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import type { CommonInputs } from "../../kind/lifecycle";
import { type Failure, id, nonEmpty } from "../../kind/rules";

/** A set as the provider receives it. */
export interface SetInputs {
  readonly resources: readonly string[];
  readonly [name: string]: unknown;
}

export interface ConstraintInputs extends CommonInputs {
  readonly name?: string;
  readonly sets?: readonly SetInputs[];
}

/** An argument of a constraint. */
export interface ConstraintArgument extends Argument {
  /** The attribute to which the argument is written. */
  readonly attribute?: string;
  /** The value that is written if the program does not give one. */
  readonly defaultValue?: string;
  /** The first schema that has the attribute. */
  readonly since?: Version;
  /** The argument is about single resources. A constraint with sets does not take it. */
  readonly single?: boolean;
  /** A constraint with a rule does not have the attribute. */
  readonly replacedByRule?: boolean;
  /** A constraint without sets needs the argument, or the one that is named here in its place. */
  readonly needed?: true | string;
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
  needed: true,
  single: true,
  reference: true,
});

/** Returns a role in the spelling of a cluster. */
export type RoleOf = (role: string) => string;

/** Defines a kind of constraint. `D` is the interface of its arguments in a program, `A` that of its inputs. */
export interface ConstraintDefinition<D, A> {
  readonly type: string;
  readonly tag: ConstraintTag;
  readonly arguments: TableOf<D, ConstraintArgument>;
  /** The attributes of the kind's sets. */
  readonly sets: Readonly<Record<string, ConstraintArgument>>;
  /** Returns the id that pcs writes for this constraint. */
  readonly proposeId: (args: A, roleOf: RoleOf) => string;
  /** Returns the rules that replace a node and its score. */
  readonly rules?: (args: A) => readonly LocationRule[] | undefined;
  readonly validate?: (args: A) => readonly Failure[];
  /** Tells whether both sides may be the same resource. */
  readonly mayBeSame?: (args: A) => boolean;
  /** Describes further objects or features that the cluster lacks. What a present constraint has already is not missing. */
  readonly describeMissing?: (cib: Element, args: A, present?: Element) => readonly string[];
  /** Describes constraints of others that act on the same, and what is probably not meant. */
  readonly describeRivals?: (cib: Element, args: A, id: string) => readonly string[];
  /** Explains why these arguments cannot express a constraint of the cluster. Such a constraint is not changed. */
  readonly describeUnlike?: (present: Element) => string | undefined;
  /** Adds the observed arguments that are no attributes to the others. */
  readonly observe?: (observed: A, present: Element, declared: A) => A;
  /** Returns the resources that arguments without a reference select. */
  readonly selected?: (cib: Element, args: A) => readonly string[];
}

/** A kind of constraint. A resource can also declare such constraints inline. */
export interface ConstraintKind<A> extends CibKind<A> {
  readonly tag: ConstraintTag;
  readonly spec: (args: A) => ConstraintSpec;
  /** Tells whether both sides may be the same resource. */
  readonly mayBeSame: (args: A) => boolean;
}
