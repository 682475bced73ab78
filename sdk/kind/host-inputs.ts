import type { Scalar } from "../cib/xml/values";
import type { CommonInputs } from "./lifecycle";

/** The inputs of a resource that is the same on every node of a cluster. */
export interface HostInputs extends CommonInputs {
  /** What a refresh finds, one line each. No program declares it, so the next update mends it. */
  readonly drift?: readonly string[];
}

export interface HostFileInputs extends HostInputs {
  readonly path: string;
  readonly content: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  /** Tells that the content is secret for the program; a provider cannot know it otherwise. */
  readonly hidden?: boolean;
}

export interface HostServiceInputs extends HostInputs {
  readonly service: string;
  readonly boot?: boolean;
}

export interface PropertiesFileInputs extends HostInputs {
  readonly path: string;
  readonly section?: string;
  readonly properties: Readonly<Record<string, Scalar>>;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  /** The keys whose values are secret for the program; a provider cannot know it otherwise. */
  readonly hidden?: readonly string[];
}

/** What Preflight looks for on the nodes. */
export interface PreflightExpectations {
  readonly addresses?: readonly string[];
  readonly directories?: readonly string[];
  readonly gateways?: readonly string[];
}

export interface PreflightInputs extends CommonInputs, PreflightExpectations {
  readonly agents?: readonly string[];
  readonly services?: readonly string[];
}
