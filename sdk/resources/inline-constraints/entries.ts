import type { CommonArgs } from "../../program/pacemaker-resource";
import type { CommonInputs } from "../../kind/lifecycle";
import type { PairColocationArgs } from "../constraints/colocation";
import type {
  LocationCommonArgs,
  PlacingArgs,
  ResourceLocationArgs,
} from "../constraints/location-args";
import type { PairOrderArgs } from "../constraints/order";

/** A colocation of the declaring resource: `{ with: gateway }`. Other fields are as in `ColocationConstraintArgs`. */
export type InlineColocation = Omit<PairColocationArgs, keyof CommonArgs | "resource" | "sets">;

/** A location of the declaring resource: `{ node }` or `{ rule }`. Other fields are as in `LocationConstraintArgs`. */
export type InlineLocation = Omit<LocationCommonArgs, keyof CommonArgs> &
  Pick<ResourceLocationArgs, "role"> &
  PlacingArgs;

/** An order with the declaring resource as the other side. Other fields are as in `OrderConstraintArgs`. */
export type InlineOrder =
  | (Omit<PairOrderArgs, keyof CommonArgs | "then" | "sets"> & { then?: undefined })
  | (Omit<PairOrderArgs, keyof CommonArgs | "first" | "sets"> & { first?: undefined });

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
