import type { ClusterAddress } from "../host/ssh/connection";
import type { Failure } from "./rules";
import type { Table } from "./arguments";

/** The inputs that every resource of this library has. */
export interface CommonInputs {
  readonly __kind: string;
  readonly cluster: ClusterAddress;
  /** The object's id, if the program gives one. */
  readonly name?: string;
  /** Names the resource in messages if it has no `name`. */
  readonly label?: string;
  readonly adopt?: boolean;
  readonly waitFor?: "started" | "none";
  readonly waitTimeout?: string;
  /** A refresh sets it after an interrupted deletion. No program declares it, so the next update removes it. */
  readonly stoppedForDeletion?: true;
  /** `kindState` of `Put`, stored in the state only. The name cannot change, because every user's state contains it. */
  readonly __noted?: unknown;
  /** The Pulumi name. */
  readonly __label?: string;
  /** The Pulumi name from which the ids were derived, if an alias has changed it since. */
  readonly __firstLabel?: string;
  /** The resources of the program that govern a primitive. It starts for the first time when they are there. */
  readonly __governedBy?: readonly string[];
  /**
   * Primitives that a failed operation started. Its repetition waits for them. The state has it, if only as an empty list, after
   * a failure only: a refresh makes the engine forget the failure, and the next update repairs it all the same.
   */
  readonly __awaits?: readonly string[];
  /** The paths of values that are secret in the program, never the values. Without it none is secret. */
  readonly __secrets?: readonly string[];
}

/** Inputs that the program, Pulumi or the provider adds, and that describe no object of a cluster. */
export const INTERNAL_INPUTS: readonly string[] = [
  "__provider",
  "__noted",
  "__label",
  "__firstLabel",
  "__governedBy",
  "__awaits",
  "__secrets",
];

/** Declares a kind of resource. Its class, validation and lifecycle share this declaration. */
export interface ResourceKind<A> {
  /** The type token, such as `pacemaker:IpAddr2`. */
  readonly type: string;
  /** Every argument of the kind. */
  readonly arguments: Table;
  /** Returns every failure that can be found without a cluster. Unknown values pass. */
  validate(args: A): readonly Failure[];
}

/** The operations of a resource of any kind. */
export interface Lifecycle<A extends CommonInputs = CommonInputs> {
  readonly kind: ResourceKind<A>;
  /** Returns the changed arguments that replace the object. */
  findReplacement(before: A, args: A): Replacement;
  create(args: A): Promise<OperationResult>;
  /** Returns the observed arguments; `undefined` only on proof that the object is gone. */
  read(id: string, args: A): Promise<A | undefined>;
  update(id: string, before: A, args: A): Promise<OperationResult> | Promise<void>;
  delete(id: string, args: A): Promise<void>;
  /** Stops and starts an object that a replacement keeps, because its id is fixed. @default nothing runs */
  restart?(id: string, args: A): Promise<void>;
  /** Returns the name under which the object is retained in this run. @default the id itself */
  retainedId?(id: string): string;
  /** Returns the parts that the object retains in this run besides its id. */
  retainedParts?(args: A): readonly string[];
}

export interface Replacement {
  readonly properties: readonly string[];
  readonly deleteFirst?: boolean;
}

export interface OperationResult {
  readonly id: string;
  readonly kindState?: unknown;
  /** The object existed before the program created it. */
  readonly existedBefore?: boolean;
}

/** Reports a failure after the object was created. The state contains the object, and the next update repairs it. */
export class PartialFailure extends Error {
  override readonly cause: Error;

  constructor(
    readonly id: string,
    cause: unknown,
    readonly kindState?: unknown,
    /** Primitives that the operation has started. */
    readonly awaits: readonly string[] = [],
  ) {
    const error = toError(cause);
    super(error.message);
    this.cause = error;
  }
}

export const toError = (e: unknown): Error => (e instanceof Error ? e : new Error(String(e)));
