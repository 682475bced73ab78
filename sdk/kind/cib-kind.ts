import type { Agent } from "../cib/model/agent";
import type { Element } from "../cib/xml/element";
import type { ClusterAddress } from "../host/ssh/connection";

/** One thing that is wrong with an argument. `property` is the argument's path, `""` where its value is secret. */
export interface Failure {
  readonly property: string;
  readonly reason: string;
}

/** What every resource of this library has in its inputs. */
export interface CommonInputs {
  readonly __kind: string;
  readonly cluster: ClusterAddress;
  /** The object's id, where the program gives one. */
  readonly name?: string;
  /** What the resource is called in messages, where it has no name. */
  readonly label?: string;
  readonly adopt?: boolean;
  readonly waitFor?: "started" | "none";
  readonly waitTimeout?: string;
  /** What a refresh finds after a deletion that was interrupted; no program declares it, so the next update ends it. */
  readonly stoppedForDeletion?: true;
  /** What `put` has noted of an object: in the state only, never in what a program declares. */
  readonly __noted?: unknown;
}

/** What the engine waits for after a commit. */
export interface Awaited {
  /** Primitives, groups or clones that shall be in the state that is asked of them. */
  readonly resources: readonly string[];
  /** A node attribute that every online node shall have. */
  readonly attribute?: string;
  /** Enough that nothing is pending for the resources, whatever state they are in. */
  readonly quiet?: boolean;
}

export interface PutRequest<A> {
  /** The object's id, once it is known. */
  readonly id?: string;
  readonly args: A;
  /** What was declared last time. */
  readonly before?: A;
  /** What an agent says of itself; only agents that `agents` names. */
  readonly agent: (name: string) => Agent;
}

export interface Put {
  readonly cib: Element;
  readonly id: string;
  /** Lines for the user, said before the commit. */
  readonly notes?: readonly string[];
  /** What is to be known of the object later and does not follow from the arguments; it is kept in the state. */
  readonly noted?: unknown;
  /** Ids of further objects that are a part of this one. */
  readonly owned?: readonly string[];
}

/**
 * A kind of object in the CIB: pure functions from arguments to configuration and back. The engine knows nothing else
 * of it. Every function that edits throws `Refused` where the configuration cannot take what is declared.
 */
export interface CibKind<A> {
  readonly type: string;
  /** Arguments that name other objects; wholly unknown in a diff they mean a replacement. */
  readonly references?: readonly (keyof A & string)[];
  /** Arguments whose change makes another object. */
  readonly identity?: readonly (keyof A & string)[];
  /** Whether the old object has to go first when `identity` changes. */
  readonly deleteFirst?: (before: A, args: A) => boolean;
  /** Every mistake in the arguments that shows without a cluster; unknown values pass. */
  readonly validate: (args: A) => readonly Failure[];
  readonly agents?: (args: A) => readonly string[];
  /** The object that is already there for these arguments. */
  readonly locate: (cib: Element, args: A, id?: string) => Element | undefined;
  readonly put: (cib: Element, request: PutRequest<A>) => Put;
  /** Whether `put` of an object that is new looks at what runs where. */
  readonly looksAtStatus?: boolean;
  /**
   * What has to stop before `put` may start something in its place, and the configuration that stops it; `undefined`
   * when there is nothing.
   */
  readonly yields?: (
    cib: Element,
    request: { readonly args: A; readonly before: A },
  ) => { readonly cib: Element; readonly resources: readonly string[] } | undefined;
  /** The arguments as the cluster has them, declared keys only; `undefined` when the object is gone. */
  readonly observe: (cib: Element, id: string, args: A) => A | undefined;
  /** The element that has to be stopped before it can be removed. */
  readonly stops?: (cib: Element, id: string, args: A) => string | undefined;
  /** Lines for the user, said before the removal. @throws Refused when it cannot be removed */
  readonly parting?: (cib: Element, id: string, args: A) => readonly string[];
  readonly remove: (cib: Element, id: string, args: A) => Element;
  /** What to wait for after a commit that left this configuration. */
  readonly awaits: (cib: Element, id: string, args: A) => Awaited;
  /** Parts that resources of this kind share: another one that declares a part keeps it. */
  readonly parts?: (args: A) => readonly string[];
  /** The arguments without the parts that stay. */
  readonly minus?: (args: A, stays: (part: string) => boolean) => A;
  /** Ids of the constraints that are a part of the object: they go with it and do not refuse its deletion. */
  readonly owns?: (cib: Element, args: A) => readonly string[];
  /** Every id by which others may name the object; they refuse its deletion. */
  readonly named?: (id: string, args: A) => readonly string[];
}

/** A resource's life, whatever is behind it. */
export interface Lifecycle<A extends CommonInputs = CommonInputs> {
  readonly type: string;
  validate(args: A): readonly Failure[];
  replaces(before: A, args: A): Replacement;
  create(args: A): Promise<Made>;
  /** The arguments as they are now; `undefined` only on proof that the object is gone. */
  read(id: string, args: A): Promise<A | undefined>;
  update(id: string, before: A, args: A): Promise<Made> | Promise<void>;
  remove(id: string, args: A): Promise<void>;
  parts?(args: A): readonly string[];
}

export interface Replacement {
  readonly properties: readonly string[];
  readonly deleteFirst?: boolean;
}

export interface Made {
  readonly id: string;
  readonly noted?: unknown;
}

/** What went wrong after the object was made: it exists, and the next update repairs it. */
export class PartlyMade extends Error {
  constructor(
    readonly id: string,
    override readonly cause: Error,
    readonly noted?: unknown,
  ) {
    super(cause.message);
  }
}
