import { type Element, idOf } from "../xml/element";
import { sectionOf } from "../xml/find";
import { isFencingWithoutDevice } from "./cluster-properties";
import { PreconditionFailed } from "../../errors";

/**
 * Refuses a change that would leave fencing on without a fence device: Pacemaker would then start and stop nothing.
 * @throws Refused
 */
export function refuseDeadlock(cib: Element, next: Element): void {
  const resources = sectionOf(next, "resources").children.flatMap((e) => idOf(e) || []);
  if (resources.length === 0 || !isFencingWithoutDevice(next) || isFencingWithoutDevice(cib))
    return;
  throw new PreconditionFailed(
    `stonithEnabled: after this, fencing would be on (Pacemaker's default) without a fence device, so the cluster would neither start nor stop ${resources.join(", ")}; ` +
      "declare a fence device (PrimitiveResource with a stonith: agent, before the resources, so that it goes last), or remove the resources first",
  );
}
