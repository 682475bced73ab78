import type { CommonArgs } from "../../program/pacemaker-resource";
import type { CommonInputs } from "../../kind/lifecycle";
import type { ColocationConstraintArgs } from "../constraints/colocation";
import type {
  AttributeLocationArgs,
  NodeLocationArgs,
  RuleLocationArgs,
} from "../constraints/location";
import type { OrderConstraintArgs } from "../constraints/order";

/** A colocation of the resource that declares it: `{ with: gateway }`. The rest is as in `ColocationConstraintArgs`. */
export type InlineColocation = Omit<ColocationConstraintArgs, keyof CommonArgs | "resource">;

/** A location of the resource that declares it: `{ node }` or `{ rule }`. The rest is as in `LocationConstraintArgs`. */
export type InlineLocation =
  | Omit<NodeLocationArgs, keyof CommonArgs | "resource">
  | Omit<RuleLocationArgs, keyof CommonArgs | "resource">
  | Omit<AttributeLocationArgs, keyof CommonArgs | "resource">;

/** An order of the resource that declares it, which is the other side. The rest is as in `OrderConstraintArgs`. */
export type InlineOrder =
  | (Omit<OrderConstraintArgs, keyof CommonArgs | "then"> & { then?: undefined })
  | (Omit<OrderConstraintArgs, keyof CommonArgs | "first"> & { first?: undefined });

/** One constraint as the program declares it inside a resource. */
export type InlineEntry = Readonly<Record<string, unknown>>;

export type InlineList = "colocations" | "locations" | "orders";

/** The inputs of a resource that can have constraints of its own. */
export interface InlineInputs extends CommonInputs {
  readonly colocations?: readonly InlineEntry[];
  readonly locations?: readonly InlineEntry[];
  readonly orders?: readonly InlineEntry[];
}
