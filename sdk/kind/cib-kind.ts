import type { Agent } from "../cib/model/agent";
import type { Element } from "../cib/xml/element";
import type { ResourceKind } from "./lifecycle";

/** What to wait for after a commit. */
export interface Awaited {
  /** Primitives, groups or clones that have to be in the state that is asked of them. */
  readonly resources: readonly string[];
  /** A node attribute that every online node has to have. */
  readonly attribute?: string;
  /** Wait only until nothing is pending for the resources, whatever state they are in. */
  readonly onlySettled?: boolean;
}

export interface PutRequest<A> {
  /** The object's id, once it is known. */
  readonly id?: string;
  readonly args: A;
  /** The arguments of the last operation. */
  readonly before?: A;
  /** Returns an agent's meta-data; only agents that `agents` names. */
  readonly agent: (name: string) => Agent;
}

export interface Put {
  readonly cib: Element;
  readonly id: string;
  /** Lines for the user, logged after the commit. */
  readonly notes?: readonly string[];
  /** Facts about the object that do not follow from the arguments; the state keeps them. */
  readonly kindState?: unknown;
  /** Ids of further objects that are a part of this one. */
  readonly owned?: readonly string[];
}

/**
 * A kind of object in the CIB: pure functions from arguments to configuration and back. Reconciliation knows nothing
 * else of it. Every function that edits throws `PreconditionFailed` if the configuration cannot take what is declared.
 */
export interface CibKind<A> extends ResourceKind<A> {
  readonly agents?: (args: A) => readonly string[];
  /** Finds the object that is already there for these arguments. */
  readonly locate: (cib: Element, args: A, id?: string) => Element | undefined;
  readonly put: (cib: Element, request: PutRequest<A>) => Put;
  /** Returns the arguments as the cluster has them, declared keys only; `undefined` when the object is gone. */
  readonly observe: (cib: Element, id: string, args: A) => A | undefined;
  readonly remove: (cib: Element, id: string, args: A) => Element;
  /** Tells what to wait for after a commit that left this configuration. */
  readonly awaits: (cib: Element, id: string, args: A) => Awaited;
  readonly replacing?: Replacing<A>;
  readonly running?: Running<A>;
  readonly referenced?: Referenced<A>;
  readonly sharing?: Sharing<A>;
  readonly owning?: Owning<A>;
}

/** An object that may have to be deleted before its replacement is created. */
export interface Replacing<A> {
  readonly deleteFirst: (before: A, args: A) => boolean;
}

/** An object of which something runs. */
export interface Running<A> {
  /** The element to stop before the object is removed. */
  readonly stopTarget: (cib: Element, id: string, args: A) => string | undefined;
  /**
   * Stops what has to stop before `put` may start something in its place; `undefined` when nothing has to. Its `put`
   * looks at what runs, also when the object is new.
   */
  readonly stopBeforePut?: (
    cib: Element,
    request: { readonly args: A; readonly before: A },
  ) => { readonly cib: Element; readonly resources: readonly string[] } | undefined;
}

/** An object that others may name in the CIB. */
export interface Referenced<A> {
  /** Every id by which others may name the object; a foreign reference refuses its deletion. */
  readonly referenceIds: (id: string, args: A) => readonly string[];
  /** Returns lines for the user. @throws PreconditionFailed when the object cannot be removed */
  readonly checkRemoval?: (cib: Element, id: string, args: A) => readonly string[];
}

/** A kind whose resources share parts: another resource that declares a part keeps it. */
export interface Sharing<A> {
  readonly sharedParts: (args: A) => readonly string[];
  readonly withoutSharedParts: (args: A, isShared: (part: string) => boolean) => A;
}

/** An object that has constraints of its own: they go with it and do not refuse its deletion. */
export interface Owning<A> {
  readonly ownedConstraints: (cib: Element, args: A) => readonly string[];
  /** The ids of these constraints as the state knows them. */
  readonly notedConstraints: (args: A) => readonly string[];
}
