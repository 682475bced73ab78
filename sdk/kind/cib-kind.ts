import type { Agent } from "../cib/model/agent";
import type { Element } from "../cib/xml/element";
import type { CommonInputs, ResourceKind } from "./lifecycle";

/** States what a commit waits for. */
export interface WaitTarget {
  /** Ids of primitives, groups or clones that must reach their desired state. */
  readonly resources: readonly string[];
  /** A node attribute that every node with an active instance of the resources must have. */
  readonly attribute?: string;
  /** Waits only until no action is pending for the resources. Their state does not matter. */
  readonly onlySettled?: boolean;
}

/** How to wait for a held primitive when it is released. */
export type HeldWait = Pick<CommonInputs, "waitFor" | "waitTimeout"> &
  Pick<WaitTarget, "attribute">;

export interface PutRequest<A> {
  /** The object's id; absent until it is known. */
  readonly id?: string;
  readonly args: A;
  /** The arguments of the last operation. */
  readonly before?: A;
  /** Returns the meta-data of an agent that `agents` names, or a template that `templates` names. */
  readonly agent: (name: string) => Agent;
}

export interface Put {
  readonly cib: Element;
  readonly id: string;
  /** Lines for the user. They are logged after the commit. */
  readonly notes?: readonly string[];
  /** What is probably not meant. Pulumi shows these lines as warnings. */
  readonly warnings?: readonly string[];
  /** Facts about the object that do not follow from the arguments. The state stores them. */
  readonly kindState?: unknown;
  /** Ids of further objects that belong to this one. */
  readonly owned?: readonly string[];
}

/**
 * A kind of object in the CIB: pure functions from arguments to configuration and back. Reconciliation uses only these
 * functions. Every function that edits throws `PreconditionFailed` if the configuration cannot take the declaration.
 */
export interface CibKind<A> extends ResourceKind<A> {
  readonly agents?: (args: A) => readonly string[];
  /** Names the templates whose agents `put` asks for. */
  readonly templates?: (args: A) => readonly string[];
  /** Finds the object that already exists for these arguments. */
  readonly locate: (cib: Element, args: A, id?: string) => Element | undefined;
  readonly put: (cib: Element, request: PutRequest<A>) => Put;
  /** Returns the observed arguments, declared keys only; `undefined` if the object is gone. */
  readonly observe: (cib: Element, id: string, args: A) => A | undefined;
  readonly remove: (cib: Element, id: string, args: A) => Element;
  /** Returns what to wait for after a commit that produced this configuration. */
  readonly awaits: (cib: Element, id: string, args: A) => WaitTarget;
  readonly replacing?: Replacing<A>;
  readonly running?: Running<A>;
  readonly referenced?: Referenced<A>;
  readonly sharing?: Sharing<A>;
  /** Notes which members of a group the program no longer declares: they are stopped when they leave it. */
  readonly noteUndeclared?: (args: A, isDeclared: (id: string) => boolean) => A;
  readonly owning?: Owning<A>;
  readonly read?: ReadArguments;
}

/**
 * Returns the arguments that declare an object of the cluster, without the common ones; `undefined` for an object of another
 * kind. What the arguments cannot express stays as it is when they are put.
 * @throws PreconditionFailed if the kind cannot declare the object
 */
export type ReadArguments = (
  cib: Element,
  e: Element,
) => Readonly<Record<string, unknown>> | undefined;

/** An object that may have to be deleted before its replacement is created. */
export interface Replacing<A> {
  readonly deleteFirst: (before: A, args: A) => boolean;
}

/** An object that runs on nodes. */
export interface Running<A> {
  /** Returns the id of the element to stop before the object is removed. */
  readonly stopTarget: (cib: Element, id: string, args: A) => string | undefined;
  /**
   * Stops the resources that must stop before `put` may start others in their place; `undefined` if there are none. The
   * `put` of such a kind inspects running resources, also for a new object.
   */
  readonly stopBeforePut?: (
    cib: Element,
    request: { readonly args: A; readonly before: A },
  ) => { readonly cib: Element; readonly resources: readonly string[] } | undefined;
}

/** An object that other objects of the CIB may refer to. */
export interface Referenced<A> {
  /** Every id by which others may name the object; a foreign reference refuses its deletion. */
  readonly referenceIds: (id: string, args: A) => readonly string[];
  /** Returns lines for the user. @throws PreconditionFailed if the object cannot be removed */
  readonly checkRemoval?: (cib: Element, id: string, args: A) => readonly string[];
}

/** A kind whose resources share parts. A part stays as long as another resource declares it. */
export interface Sharing<A> {
  readonly sharedParts: (args: A) => readonly string[];
  readonly withoutSharedParts: (args: A, isShared: (part: string) => boolean) => A;
}

/** An object that owns constraints. They are deleted with it and do not prevent its deletion. */
export interface Owning<A> {
  readonly ownedConstraints: (cib: Element, args: A) => readonly string[];
  /** Returns the ids of these constraints from the state. */
  readonly constraintsInState: (args: A) => readonly string[];
}
