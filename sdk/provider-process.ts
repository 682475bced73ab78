import { endWithCli } from "./engine/orphan";
import { cibLifecycle } from "./engine/reconcile";
import { serve } from "./engine/serve";
import type { Lifecycle } from "./engine/kind";
import { cmanCluster } from "./resources/cman-cluster";
import { colocationConstraint } from "./resources/colocation-constraint";
import { corosyncCluster } from "./resources/corosync-cluster";
import { filesystem } from "./resources/filesystem";
import { hostFile } from "./resources/host-file";
import { hostService } from "./resources/host-service";
import { ipAddr2 } from "./resources/ip-addr2";
import { locationConstraint } from "./resources/location-constraint";
import { lsb } from "./resources/lsb";
import { orderConstraint } from "./resources/order-constraint";
import { pacemakerProperties } from "./resources/pacemaker-properties";
import { pingClone } from "./resources/ping-clone";
import { preflight } from "./resources/preflight";
import { primitive } from "./resources/primitive";
import { propertiesFile } from "./resources/properties-file";
import { resourceGroup } from "./resources/resource-group";

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

endWithCli();

const { check, diff, create, read, update, delete: remove } = serve(lifecycles);

export { check, diff, create, read, update, remove as delete };
