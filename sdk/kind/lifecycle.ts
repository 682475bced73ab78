import type { ClusterAddress } from "../host/ssh/connection";
import type { Failure } from "./rules";
import type { Table } from "./arguments";

/** The inputs that every resource of this library has. */
export interface CommonInputs {
  readonly __kind: string;
  readonly cluster: ClusterAddress;
  /** The object's id, if the program gives one. */
  readonly name?: string;
  /** Names the resource in messages if it has no name. */
  readonly label?: string;
  readonly adopt?: boolean;
  readonly waitFor?: "started" | "none";
  readonly waitTimeout?: string;
  /** A refresh finds an interrupted deletion. No program declares it, so the next update ends it. */
  readonly stoppedForDeletion?: true;
  /** `kindState` of `Put`: in the state only. The name is part of every user's state. */
  readonly __noted?: unknown;
}

/** The declaration of a kind of resources: what its class, its validation and its lifecycle share. */
export interface ResourceKind<A> {
  /** The type token, such as `pacemaker:IpAddr2`. */
  readonly type: string;
  /** Every argument, once. */
  readonly arguments: Table;
  /** Finds every mistake in the arguments that shows without a cluster; unknown values pass. */
  validate(args: A): readonly Failure[];
}

/** The life of a resource, whatever it manages. */
export interface Lifecycle<A extends CommonInputs = CommonInputs> {
  readonly kind: ResourceKind<A>;
  /** Tells which changed arguments make another object. */
  findReplacement(before: A, args: A): Replacement;
  create(args: A): Promise<Made>;
  /** Returns the arguments as they are now; `undefined` only on proof that the object is gone. */
  read(id: string, args: A): Promise<A | undefined>;
  update(id: string, before: A, args: A): Promise<Made> | Promise<void>;
  delete(id: string, args: A): Promise<void>;
  /** Names what the id retains in this run. @default the id itself */
  retainedId?(id: string): string;
  /** Names what the object retains in this run besides its id. */
  retainedParts?(args: A): readonly string[];
}

export interface Replacement {
  readonly properties: readonly string[];
  readonly deleteFirst?: boolean;
}

export interface Made {
  readonly id: string;
  readonly kindState?: unknown;
}

/** Reports a failure after the object was made. The object is in the state, and the next update repairs it. */
export class PartlyMade extends Error {
  override readonly cause: Error;

  constructor(
    readonly id: string,
    cause: unknown,
    readonly kindState?: unknown,
  ) {
    const error = toError(cause);
    super(error.message);
    this.cause = error;
  }
}

export const toError = (e: unknown): Error => (e instanceof Error ? e : new Error(String(e)));
