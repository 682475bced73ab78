// Abiquo's guide "Remote Services HA Using Pacemaker" as one component. It also manages the hosts: abiquo.properties is the
// same on both nodes, and the Tomcat does not start at boot. Values of your site are stack config.
import * as pulumi from "@pulumi/pulumi";
import {
  AbiquoRemoteServices,
  CorosyncCluster,
  type CorosyncClusterArgs,
  type RepositoryArgs,
} from "pulumi-pacemaker";

const site = new pulumi.Config();

const cluster = new CorosyncCluster(
  "pacemaker1",
  site.requireObject<CorosyncClusterArgs>("cluster"),
);

const abiquo = new AbiquoRemoteServices("abiquo_rs", {
  cluster,
  floatingIp: site.require("floatingIp"), // 10.60.13.58/24
  gateway: site.require("gateway"),
  repository: site.requireObject<RepositoryArgs>("repository"),
  properties: {
    "abiquo.datacenter.id": site.require("datacenter"),
    "abiquo.rabbitmq.host": site.require("rabbitHost"),
    "abiquo.rabbitmq.password": site.requireSecret("rabbitPassword"),
  },
});

export const activeAddress = abiquo.address;
