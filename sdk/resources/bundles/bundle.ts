import type * as pulumi from "@pulumi/pulumi";
import { putBundle, observeBundle, stopLeavingPrimitive } from "../../cib/model/bundles/bundle";
import { describeOldSchema } from "../../cib/model/elements/old-schema";
import { dissolveGroup } from "../../cib/model/groups/leave-group";
import { describeUnknownOption } from "../../cib/model/known-options";
import { type Element, byId } from "../../cib/xml/element";
import { PreconditionFailed } from "../../errors";
import { COMMON_ARGUMENTS, type TableOf, validateTable } from "../../kind/arguments";
import type { CibKind } from "../../kind/cib-kind";
import { id, isUnknown } from "../../kind/rules";
import { Referable, refInput, resourceType } from "../../program/pacemaker-resource";
import { findHeldMembers, givenId } from "../groups/declared-members";
import {
  INLINE_ARGUMENTS,
  inlineClaims,
  inlineInputs,
  inlineReferences,
} from "../inline-constraints/args";
import { inlineIds, withInline } from "../inline-constraints/kind";
import { metaAttributes } from "../option-values";
import type { BundleArgs } from "./args";
import { type BundleInputs, bundleSpec, observedInputs, readBundle } from "./spec";
import { containerRule, networkRule, storageRule, validateReach } from "./validate";

const ARGUMENTS: TableOf<BundleArgs & Pick<BundleInputs, "startWithGroup">> = {
  ...COMMON_ARGUMENTS,
  name: { rule: id, required: true, identity: true },
  container: { rule: containerRule, required: true, secret: true },
  network: { rule: networkRule },
  storage: { rule: storageRule, secret: true },
  primitive: { rule: id },
  meta: { rule: metaAttributes, secret: true },
  startWithGroup: { internal: true },
  ...INLINE_ARGUMENTS,
};

/** @internal */
export const bundle: CibKind<BundleInputs> = withInline((args) => args.name, {
  type: "pacemaker:Bundle",
  arguments: ARGUMENTS,
  validate: (args) => [...validateTable(ARGUMENTS, args), ...validateReach(args)],
  locate: (cib, args) => byId(cib, args.name),
  put: (cib, { args, before }) => {
    refuseInvalid(cib, args);
    const spec = bundleSpec(args);
    return {
      cib: putBundle(cib, spec, before && bundleSpec(before)),
      id: args.name,
      warnings: Object.keys(spec.meta).flatMap((n) =>
        describeUnknownOption("meta attribute", "meta", n),
      ),
    };
  },
  observe: (cib, _id, args) => {
    const seen = observeBundle(cib, bundleSpec(args));
    return seen && observedInputs(args, seen);
  },
  remove: (cib, _id, args) => dissolveGroup(cib, args.name, bundleSpec(args)),
  read: readBundle,
  noteUndeclared: (args, isDeclared) => {
    const { primitive, startWithGroup: held = [] } = args;
    const isGone = primitive !== undefined && !isDeclared(primitive) && !held.includes(primitive);
    return isGone ? { ...args, undeclared: [primitive] } : args;
  },
  awaits: (_cib, _id, args) => ({ resources: [args.name] }),
  replacing: {
    // A resource can be in one place only, so the old bundle must release its primitive first.
    deleteFirst: (before, args) =>
      !isUnknown(args.primitive) &&
      args.primitive !== undefined &&
      args.primitive === before.primitive,
  },
  running: {
    stopTarget: (_cib, _id, args) => args.name,
    stopBeforePut: (cib, { args, before }) =>
      stopLeavingPrimitive(cib, bundleSpec(args), bundleSpec(before)),
  },
  referenced: { referenceIds: (_id, args) => [args.name] },
});

function refuseInvalid(cib: Element, args: BundleInputs): void {
  const present = byId(cib, args.name);
  const { type } = args.container;
  const all = [
    ...(present && present.name !== "bundle"
      ? [`name: the id belongs to a ${present.name} of the cluster; set another \`name\``]
      : []),
    ...describeOldSchema(cib, [2, 8], "a bundle"),
    ...(type === "podman" ? describeOldSchema(cib, [3, 2], "container.type podman") : []),
    ...(args.network?.addHost === undefined
      ? []
      : describeOldSchema(cib, [3, 0], "network.addHost")),
  ];
  if (all.length > 0) throw new PreconditionFailed(all.map((f) => `${args.name}: ${f}`).join("\n"));
}

/**
 * Containers that Pacemaker runs on the nodes (a `<bundle>`), and a primitive inside them: for each container Pacemaker makes
 * an address, a container and a connection to a node that exists inside it. Creation waits until a container runs.
 *
 * Every node needs the container engine and its agent (`ocf:heartbeat:docker` or `podman`), and for a primitive the key
 * `/etc/pacemaker/authkey`; the image needs `pacemaker-remoted`. A primitive that runs already is refused: stop it first, or
 * declare it in the same program. A deleted bundle is stopped first, and gives its primitive back.
 *
 * @example
 * ```ts
 * const server = new PrimitiveResource("httpd", { cluster, agent: "ocf:heartbeat:apache" });
 * new Bundle("web", {
 *   cluster, primitive: server,
 *   container: { type: "podman", image: "localhost/web:1", replicas: 2 },
 *   network: { ipRangeStart: "10.60.13.70", portMappings: [{ port: 80 }] },
 *   storage: [{ sourceDir: "/srv/www", targetDir: "/var/www/html", options: "ro" }],
 * });
 * ```
 */
export class Bundle extends Referable {
  /** @internal */
  static override readonly __pulumiType = resourceType(bundle);
  declare readonly name: pulumi.Output<string>;
  declare readonly primitive: pulumi.Output<string> | undefined;
  declare private readonly __noted: pulumi.Output<unknown>;
  /** @internal */
  override readonly givenReference: pulumi.Input<string>;

  constructor(name: string, args: BundleArgs, opts?: pulumi.CustomResourceOptions) {
    const given = args.name ?? name;
    const taken = args.primitive === undefined ? [] : [args.primitive];
    const inputs = {
      name: given,
      ...(args.primitive === undefined ? {} : { primitive: refInput(args.primitive) }),
      startWithGroup: findHeldMembers(taken),
      ...inlineInputs(args),
    };
    const members = taken.map(givenId);
    const objects = inlineClaims(given, args);
    const outputs = ["__noted"];
    const references = [...taken, ...inlineReferences(args)];
    super(
      bundle,
      name,
      { args, inputs, ids: [given], members, objects, references, role: "group", outputs },
      opts,
    );
    this.givenReference = given;
  }

  /** Ids that the bundle's inline constraints have in the cluster. Unknown until the constraints exist. */
  get constraints(): pulumi.Output<string[]> {
    return this.__noted.apply(inlineIds);
  }

  override get reference(): pulumi.Output<string> {
    return this.name;
  }
}
