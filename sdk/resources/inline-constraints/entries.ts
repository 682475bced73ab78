import type { CommonArgs } from "../../program/pacemaker-resource";
import type { CommonInputs } from "../../kind/lifecycle";
import type { ColocationConstraintArgs } from "../constraints/colocation";
import type {
  AttributeLocationArgs,
  NodeLocationArgs,
  RuleLocationArgs,
} from "../constraints/location";
import type { OrderConstraintArgs } from "../constraints/order";

/** A colocation of the declaring resource: `{ with: gateway }`. Other fields are as in `ColocationConstraintArgs`. */
export type InlineColocation = Omit<ColocationConstraintArgs, keyof CommonArgs | "resource">;

/** A location of the declaring resource: `{ node }` or `{ rule }`. Other fields are as in `LocationConstraintArgs`. */
export type InlineLocation =
  | Omit<NodeLocationArgs, keyof CommonArgs | "resource">
  | Omit<RuleLocationArgs, keyof CommonArgs | "resource">
  | Omit<AttributeLocationArgs, keyof CommonArgs | "resource">;

/** An order with the declaring resource as the other side. Other fields are as in `OrderConstraintArgs`. */
export type InlineOrder =
  | (Omit<OrderConstraintArgs, keyof CommonArgs | "then"> & { then?: undefined })
  | (Omit<OrderConstraintArgs, keyof CommonArgs | "first"> & { first?: undefined });

/** A constraint that the program declares inside a resource. */
export type InlineEntry = Readonly<Record<string, unknown>>;

/** A declared entry and the id of its constraint. The state has them as `__noted`. */
export interface Item {
  readonly id: string;
  readonly entry: InlineEntry;
}

export type InlineList = "colocations" | "locations" | "orders";

/** The inputs of a resource that can have inline constraints. */
export interface InlineInputs extends CommonInputs {
  readonly colocations?: readonly InlineEntry[];
  readonly locations?: readonly InlineEntry[];
  readonly orders?: readonly InlineEntry[];
}
