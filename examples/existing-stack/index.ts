// Adds the remote services to an existing stack with another provider's resources. The other provider reserves the
// floating address, and its DNS gets the address that the cluster serves.
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
  floatingIp: reserved.result, // known after the reservation; a preview shows it as an output
  gateway: site.require("gateway"),
  repository: site.requireObject<RepositoryArgs>("repository"),
});

new DnsRecord("remote-services.example.com", abiquo.address);
