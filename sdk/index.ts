export {
  AbiquoRemoteServices,
  type AbiquoNames,
  type AbiquoRemoteServicesArgs,
  type RepositoryArgs,
} from "./components/abiquo-remote-services";
export type { GatewayPolicy } from "./components/gateway-policy";
export {
  type CopiedFile,
  HostPreparation,
  type HostPreparationArgs,
} from "./components/host-preparation";
export type { Operation } from "./cib/operation";

export type { Comparison, ComparisonOperation, Expression, ValueType } from "./cib/rule";
export type { DateExpression, DateOperation, DateSpecPart, DurationUnit } from "./cib/rule-date";
export type { Scalar } from "./cib/values";
export type {
  ClusterArgs,
  ClusterRef,
  ClusterResource,
  ConnectionArgs,
  NodeArgs,
} from "./engine/cluster-ref";
export { type CommonArgs, PacemakerResource, type Ref, Referable } from "./engine/resource";
export type { Connection, ProxyConnection } from "./host/connection";
export {
  CmanCluster,
  type CmanClusterArgs,
  type CmanFenceDeviceArgs,
  type CmanFenceMethodArgs,
  type CmanFencingArgs,
  type CmanNodeArgs,
} from "./resources/cman-cluster";
export {
  ColocationConstraint,
  type ColocationConstraintArgs,
  type Role,
} from "./resources/colocation-constraint";
export {
  CorosyncCluster,
  type CorosyncClusterArgs,
  type CorosyncNodeArgs,
} from "./resources/corosync-cluster";
export { FilesystemResource, type FilesystemArgs } from "./resources/filesystem";
export { HostFile, type HostFileArgs } from "./resources/host-file";
export { HostService, type HostServiceArgs } from "./resources/host-service";
export { IpAddr2Resource, type IpAddr2Args } from "./resources/ip-addr2";
export {
  type AttributeLocationArgs,
  LocationConstraint,
  type LocationConstraintArgs,
  type NodeLocationArgs,
  type RuleLocationArgs,
} from "./resources/location-constraint";
export { LsbResource, type LsbArgs } from "./resources/lsb";
export {
  type Action,
  OrderConstraint,
  type OrderConstraintArgs,
} from "./resources/order-constraint";
export {
  PacemakerProperties,
  type PacemakerPropertiesArgs,
} from "./resources/pacemaker-properties";
export { PingClone, type PingCloneArgs } from "./resources/ping-clone";
export { Preflight, type PreflightArgs } from "./resources/preflight";
export { type CloneArgs, type PrimitiveArgs, PrimitiveResource } from "./resources/primitive";
export type { OperationArgs, PrimitiveCommonArgs, Value } from "./resources/primitive-args";
export { PropertiesFile, type PropertiesFileArgs } from "./resources/properties-file";
export type {
  AndArgs,
  ComparisonArgs,
  DateArgs,
  DateExpressionArgs,
  DefinedArgs,
  ExpressionName,
  NotDefinedArgs,
  OnlyExpression,
  OrArgs,
  RuleExpression,
} from "./resources/rule-args";
export { ResourceGroup, type ResourceGroupArgs } from "./resources/resource-group";
