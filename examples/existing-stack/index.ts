// A stack that is there already, with another provider's resources, gets the remote services: the floating address is one
// that the other provider reserves, and its DNS gets the address that the cluster serves.
import * as pulumi from "@pulumi/pulumi";
import { AbiquoRemoteServices, type ClusterArgs, type RepositoryArgs } from "pulumi-pacemaker";
import { DnsRecord, Reservation } from "./site";

const site = new pulumi.Config();

const portal = new Reservation("portal", site.require("portalAddress"));
new DnsRecord("portal.example.com", portal.result);

// New from here on.
const reserved = new Reservation("remote-services", site.require("floatingIp"));

const abiquo = new AbiquoRemoteServices("abiquo_rs", {
  cluster: site.requireObject<ClusterArgs>("cluster"),
  floatingIp: reserved.result, // known when it has been reserved; a preview shows it as an output
  gateway: site.require("gateway"),
  repository: site.requireObject<RepositoryArgs>("repository"),
});

new DnsRecord("remote-services.example.com", abiquo.address);
