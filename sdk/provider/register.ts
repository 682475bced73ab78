import { cmanLifecycle } from "../bootstrap/cman/lifecycle";
import { corosyncLifecycle } from "../bootstrap/corosync/lifecycle";
import { preflightLifecycle } from "../cluster/preflight";
import { hostFileLifecycle } from "../hosts/host-file";
import { hostServiceLifecycle } from "../hosts/host-service";
import { propertiesFileLifecycle } from "../hosts/properties-file";
import type { CibKind } from "../kind/cib-kind";
import type { CommonInputs, Lifecycle } from "../kind/lifecycle";
import { cibLifecycle } from "../reconcile/reconcile";
import { cmanCluster } from "../resources/clusters/cman-cluster";
import { corosyncCluster } from "../resources/clusters/corosync-cluster";
import { preflight } from "../resources/clusters/preflight";
import { colocationConstraint } from "../resources/constraints/colocation";
import { locationConstraint } from "../resources/constraints/location";
import { orderConstraint } from "../resources/constraints/order";
import { aclGroup } from "../resources/elements/acl/group";
import { aclRole } from "../resources/elements/acl/role";
import { aclTarget } from "../resources/elements/acl/target";
import { alert } from "../resources/elements/alerts/alert";
import { cibElement } from "../resources/elements/any/cib-element";
import { operationDefaults } from "../resources/elements/defaults/operation-defaults";
import { resourceDefaults } from "../resources/elements/defaults/resource-defaults";
import { fencingTopology } from "../resources/elements/fencing/fencing-topology";
import { nodeAttributes } from "../resources/elements/nodes/node-attributes";
import { tag } from "../resources/elements/tag";
import { ticketConstraint } from "../resources/constraints/ticket";
import { bundle } from "../resources/bundles/bundle";
import { resourceGroup } from "../resources/groups/resource-group";
import { hostFile } from "../resources/hosts/host-file";
import { hostService } from "../resources/hosts/host-service";
import { propertiesFile } from "../resources/hosts/properties-file";
import { filesystem } from "../resources/primitives/filesystem";
import { ipAddr2 } from "../resources/primitives/ip-addr2";
import { lsb } from "../resources/primitives/lsb";
import { pingClone } from "../resources/primitives/ping-clone";
import { primitive } from "../resources/primitives/primitive";
import { resourceTemplate } from "../resources/templates/resource-template";
import { pacemakerProperties } from "../resources/properties/pacemaker-properties";

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- kinds of different arguments in one list
type AnyCibKind = CibKind<any>;

/** All kinds of objects in the CIB. Add a new kind here, in one line. */
export const CIB_KINDS: readonly AnyCibKind[] = [
  pacemakerProperties,
  primitive,
  resourceTemplate,
  filesystem,
  ipAddr2,
  lsb,
  resourceGroup,
  bundle,
  pingClone,
  colocationConstraint,
  orderConstraint,
  locationConstraint,
  tag,
  alert,
  nodeAttributes,
  fencingTopology,
  ticketConstraint,
  aclRole,
  aclTarget,
  aclGroup,
  resourceDefaults,
  operationDefaults,
  cibElement,
];

/** The lifecycle of every kind. */
export const LIFECYCLES: readonly Lifecycle[] = [
  cmanLifecycle(cmanCluster),
  corosyncLifecycle(corosyncCluster),
  preflightLifecycle(preflight),
  propertiesFileLifecycle(propertiesFile),
  hostFileLifecycle(hostFile),
  hostServiceLifecycle(hostService),
  ...CIB_KINDS.map((kind: CibKind<CommonInputs>) => cibLifecycle(kind)),
];
