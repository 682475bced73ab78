import type { Scalar } from "../cib/xml/values";
import type { CommonInputs } from "./lifecycle";

/** The inputs of a resource that is equal on every node of a cluster. */
export interface HostInputs extends CommonInputs {
  /** Differences that a refresh finds, one per line. No program declares `drift`, so the next update repairs them. */
  readonly drift?: readonly string[];
}

export interface HostFileInputs extends HostInputs {
  readonly path: string;
  readonly content: string;
  readonly mode?: string;
  readonly owner?: string;
  readonly group?: string;
  /** The content is secret in the program. A provider receives it in clear and cannot tell. */
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
  /** The keys whose values are secret in the program. A provider receives them in clear and cannot tell. */
  readonly hidden?: readonly string[];
}

/** The expectations that Preflight checks on the nodes. */
export interface PreflightExpectations {
  readonly addresses?: readonly string[];
  readonly directories?: readonly string[];
  readonly gateways?: readonly string[];
}

export interface PreflightInputs extends CommonInputs, PreflightExpectations {
  readonly agents?: readonly string[];
  readonly services?: readonly string[];
  readonly scripts?: readonly string[];
  readonly containerEngines?: readonly string[];
}
