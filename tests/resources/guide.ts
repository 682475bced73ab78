import type { Agent } from "../../sdk/cib/model/agent";
import type { Element } from "../../sdk/cib/xml/element";
import { colocationConstraint } from "../../sdk/resources/constraints/colocation";
import { filesystem } from "../../sdk/resources/primitives/filesystem";
import { ipAddr2 } from "../../sdk/resources/primitives/ip-addr2";
import { lsb } from "../../sdk/resources/primitives/lsb";
import { pacemakerProperties } from "../../sdk/resources/properties/pacemaker-properties";
import { pingClone } from "../../sdk/resources/primitives/ping-clone";
import { resourceGroup } from "../../sdk/resources/groups/resource-group";
import { agent } from "../helpers";
import { Trial } from "./kind-helpers";

export const MEMBERS = ["vm_repository", "ClusterIP", "tomcat-service"];

export const OPTIONS = {
  label: "options",
  stonithEnabled: false,
  noQuorumPolicy: "ignore",
  resourceDefaults: { resourceStickiness: 100 },
};
export const REPOSITORY = {
  name: "vm_repository",
  device: "10.60.1.72:/opt/vm_repository",
  directory: "/opt/vm_repository",
  fstype: "nfs",
  options: "defaults",
};
export const ADDRESS = { name: "ClusterIP", ip: "10.60.13.58", cidrNetmask: 24 };
export const TOMCAT = { name: "tomcat-service", service: "abiquo-tomcat" };
export const PING = {
  name: "ping",
  cloneName: "ping-clone",
  hostList: ["10.60.13.1"],
  timeout: 5,
  attempts: 3,
};
export const WITH_PING = { resource: "abiquo_rs", with: "ping-clone", score: "INFINITY" };

/** Puts the guide's resources into a configuration, kind by kind. */
export function guide(
  start: Element,
  startWithGroup = false,
  agentOf: (name: string) => Agent = agent,
): Element {
  const waits = startWithGroup ? { startWithGroup } : {};
  return new Trial(pacemakerProperties, start, agentOf)
    .then(OPTIONS)
    .on(filesystem)
    .then({ ...REPOSITORY, ...waits })
    .on(ipAddr2)
    .then({ ...ADDRESS, ...waits })
    .on(lsb)
    .then({ ...TOMCAT, ...waits })
    .on(resourceGroup)
    .then({
      name: "abiquo_rs",
      members: MEMBERS,
      ...(startWithGroup ? { startWithGroup: MEMBERS } : {}),
    })
    .on(pingClone)
    .then(PING)
    .on(colocationConstraint)
    .then(WITH_PING).tree;
}
