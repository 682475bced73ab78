import { exitWithCli } from "./exit-with-cli";
import { cibLifecycle } from "../reconcile/lifecycle";
import { makeProvider } from "./provider";
import type { Lifecycle } from "../kind/cib-kind";
import { cmanCluster } from "../resources/clusters/cman-cluster";
import { colocationConstraint } from "../resources/constraints/colocation";
import { corosyncCluster } from "../resources/clusters/corosync-cluster";
import { filesystem } from "../resources/primitives/filesystem";
import { hostFile } from "../resources/hosts/host-file";
import { hostService } from "../resources/hosts/host-service";
import { ipAddr2 } from "../resources/primitives/ip-addr2";
import { locationConstraint } from "../resources/constraints/location";
import { lsb } from "../resources/primitives/lsb";
import { orderConstraint } from "../resources/constraints/order";
import { pacemakerProperties } from "../resources/properties/pacemaker-properties";
import { pingClone } from "../resources/primitives/ping-clone";
import { preflight } from "../resources/clusters/preflight";
import { primitive } from "../resources/primitives/primitive";
import { propertiesFile } from "../resources/hosts/properties-file";
import { resourceGroup } from "../resources/groups/resource-group";

/** Every kind, joined with the engine: what the provider process loads as `pulumi-pacemaker/engine`. */
const lifecycles: readonly Lifecycle[] = [
  cmanCluster,
  corosyncCluster,
  preflight,
  propertiesFile,
  hostFile,
  hostService,
  cibLifecycle(pacemakerProperties),
  cibLifecycle(primitive),
  cibLifecycle(filesystem),
  cibLifecycle(ipAddr2),
  cibLifecycle(lsb),
  cibLifecycle(resourceGroup),
  cibLifecycle(pingClone),
  cibLifecycle(colocationConstraint),
  cibLifecycle(orderConstraint),
  cibLifecycle(locationConstraint),
];

exitWithCli();

const { check, diff, create, read, update, delete: remove } = makeProvider(lifecycles);

export { check, diff, create, read, update, remove as delete };
