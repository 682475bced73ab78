import type * as pulumi from "@pulumi/pulumi";
import type { RuleExpression, TimeExpression } from "../rules/args";

/** A further set of values. */
interface SetArgs {
  /** The id of the set in the CIB. @default the id of the plain set, with the place in the list appended: `-1`, `-2` */
  name?: pulumi.Input<string>;
  /** Of several sets with a value, the one with the highest score counts. @default 0, which the plain values have */
  score?: pulumi.Input<string | number>;
  /** The values: `{ ip: "10.0.0.1" }`. */
  values: pulumi.Input<
    Record<string, pulumi.Input<string> | pulumi.Input<number> | pulumi.Input<boolean>>
  >;
}

/** Further parameters of an agent. */
export interface ParameterSetArgs extends SetArgs {
  /** On which nodes, or when, the set applies. @default everywhere, always */
  rule?: pulumi.Input<RuleExpression>;
}

/** Further meta attributes. */
export interface MetaSetArgs extends SetArgs {
  /** When the set applies. Pacemaker evaluates no node attributes here. @default always */
  rule?: pulumi.Input<TimeExpression>;
}

/** The further sets of meta attributes of a resource. */
export interface MetaSetsArgs {
  /**
   * Meta attributes for some times, or with a score, besides `meta`. The program owns each set that it declares as a whole;
   * other sets stay. @default none
   */
  metaSets?: pulumi.Input<pulumi.Input<MetaSetArgs>[]>;
}

/** The further sets of a primitive. */
export interface ValueSetsArgs extends MetaSetsArgs {
  /**
   * Parameters for some nodes or times, or with a score, besides `parameters`. The program owns each set that it declares as
   * a whole; other sets stay. @default none
   */
  parameterSets?: pulumi.Input<pulumi.Input<ParameterSetArgs>[]>;
}
