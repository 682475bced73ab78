import type { Element } from "../../xml/element";
import { parseScore } from "../../xml/values";
import { primitivesIn } from "../../model/resource-tree";
import { activeNodes } from "../status";

/** A constraint that currently keeps a resource from some nodes, or from all (`nodes` absent). */
export interface PlacementObstacle {
  readonly text: string;
  readonly nodes?: readonly string[];
  /** The resource that would have to run first, and does not. */
  readonly lacks?: string;
  /** The constraint whose rule holds now. The result of the rule may change at any time. */
  readonly rule?: string;
}

/** A resource without which another one cannot run, and the words between both. */
export interface Need {
  readonly other: string;
  readonly words: string;
}

/** How the constraints of one tag may keep a resource from running. Finite scores do not. */
export interface ConstraintEffect {
  /** Names the resource that the constraint may keep from running. */
  readonly dependent: (constraint: Element) => string;
  /** Finds what keeps that resource from nodes now. */
  readonly obstacles: (cib: Element, constraint: Element) => readonly PlacementObstacle[];
  /** Names the resource without which the dependent one cannot run. */
  readonly need: (constraint: Element) => Need | undefined;
  /** Tells whether it may allow a node in an opt-in cluster. */
  readonly mayAllow: (constraint: Element) => boolean;
  /** Names the node attributes of which its effect depends. */
  readonly nodeAttributes: (constraint: Element) => readonly string[];
}

export const weightOf = (e: Element): number | undefined => parseScore(e.attributes.score ?? 0);

/** The nodes where some primitive of a resource is active. */
export const activeNodesOf = (cib: Element, id: string): readonly string[] => [
  ...new Set(primitivesIn(cib, id).flatMap((p) => activeNodes(cib, p))),
];
