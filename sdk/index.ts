export { AbiquoRemoteServices } from "./components/abiquo/abiquo-remote-services";
export type {
  AbiquoNames,
  AbiquoRemoteServicesArgs,
  RepositoryArgs,
} from "./components/abiquo/args";
export type { GatewayPolicy } from "./components/abiquo/gateway-policy";
export {
  type CopiedFile,
  HostPreparation,
  type HostPreparationArgs,
} from "./components/host-preparation/host-preparation";
export type { Operation } from "./cib/model/operations/operation";

export type {
  AgentSelector,
  Comparison,
  ComparisonOperation,
  Expression,
  OperationSelector,
  ValueType,
} from "./cib/rules/rule";
export type { SetInputs } from "./resources/constraints/definition";
export type { RuleInputs } from "./resources/constraints/location-rules";
export type { DateExpression, DateOperation, DateSpecPart, DurationUnit } from "./cib/rules/date";
export type { Scalar } from "./cib/xml/values";
export type {
  ClusterArgs,
  ClusterRef,
  ClusterResource,
  ConnectionArgs,
  NodeArgs,
} from "./program/cluster-args";
export {
  type CommonArgs,
  PacemakerResource,
  type Ref,
  Referable,
} from "./program/pacemaker-resource";
export type { Connection, ProxyConnection } from "./host/ssh/connection";
export {
  CmanCluster,
  type CmanClusterArgs,
  type CmanFenceDeviceArgs,
  type CmanFenceMethodArgs,
  type CmanFencingArgs,
  type CmanNodeArgs,
} from "./resources/clusters/cman-cluster";
export {
  ColocationConstraint,
  type ColocationConstraintArgs,
  type PairColocationArgs,
  type SetColocationArgs,
} from "./resources/constraints/colocation";
export {
  CorosyncCluster,
  type CorosyncClusterArgs,
  type CorosyncNodeArgs,
} from "./resources/clusters/corosync-cluster";
export { FilesystemResource, type FilesystemArgs } from "./resources/primitives/filesystem";
export { HostFile, type HostFileArgs } from "./resources/hosts/host-file";
export { HostService, type HostServiceArgs } from "./resources/hosts/host-service";
export { IpAddr2Resource, type IpAddr2Args } from "./resources/primitives/ip-addr2";
export { LocationConstraint } from "./resources/constraints/location";
export type {
  AttributeLocationArgs,
  LocationCommonArgs,
  LocationConstraintArgs,
  NodeLocationArgs,
  PatternLocationArgs,
  PlacingArgs,
  ResourceLocationArgs,
  RuleLocationArgs,
  RulesLocationArgs,
  ScoredRuleArgs,
  SetLocationArgs,
} from "./resources/constraints/location-args";
export { LsbResource, type LsbArgs } from "./resources/primitives/lsb";
export {
  OrderConstraint,
  type OrderConstraintArgs,
  type PairOrderArgs,
  type SetOrderArgs,
} from "./resources/constraints/order";
export type { Action, Role } from "./resources/constraints/role";
export type {
  OrderSetArgs,
  ResourceSetArgs,
  ScoredSetArgs,
} from "./resources/constraints/set-args";
export {
  PacemakerProperties,
  type PacemakerPropertiesArgs,
} from "./resources/properties/pacemaker-properties";
export type {
  InlineColocation,
  InlineLocation,
  InlineOrder,
} from "./resources/inline-constraints/entries";
export { PingClone, type PingCloneArgs } from "./resources/primitives/ping-clone";
export { Preflight, type PreflightArgs } from "./resources/clusters/preflight";
export {
  type PrimitiveArgs,
  PrimitiveResource,
  type PrimitiveResourceArgs,
  type TemplatePrimitiveArgs,
} from "./resources/primitives/primitive";
export type { OperationArgs, PrimitiveCommonArgs, Value } from "./resources/primitives/args";
export { PropertiesFile, type PropertiesFileArgs } from "./resources/hosts/properties-file";
export type {
  AgentTestArgs,
  AndArgs,
  ComparisonArgs,
  DateArgs,
  DateExpressionArgs,
  DefinedArgs,
  ExpressionName,
  ExpressionsOf,
  NotDefinedArgs,
  OnlyExpression,
  OperationDefaultsExpression,
  OperationTestArgs,
  OrArgs,
  ResourceDefaultsExpression,
  RuleExpression,
  RulePlace,
  TimeExpression,
} from "./resources/rules/args";
export type {
  MetaSetArgs,
  MetaSetsArgs,
  ParameterSetArgs,
  ValueSetsArgs,
} from "./resources/value-sets/args";
export type { CloneArgs, CloneableArgs } from "./resources/clones";
export {
  ResourceTemplate,
  type ResourceTemplateArgs,
} from "./resources/templates/resource-template";
export type {
  BundleArgs,
  BundleContainerArgs,
  BundleNetworkArgs,
  PortMappingArgs,
  StorageMappingArgs,
} from "./resources/bundles/args";
export { Bundle } from "./resources/bundles/bundle";
export { ResourceGroup, type ResourceGroupArgs } from "./resources/groups/resource-group";
export { Tag, type TagArgs } from "./resources/elements/tag";
export {
  Alert,
  type AlertArgs,
  type AlertSelectionArgs,
  type RecipientArgs,
} from "./resources/elements/alerts/alert";
export {
  NodeAttributes,
  type NodeAttributesArgs,
} from "./resources/elements/nodes/node-attributes";
export {
  type FencingLevelArgs,
  FencingTopology,
  type FencingTopologyArgs,
} from "./resources/elements/fencing/fencing-topology";
export {
  type ResourceTicketArgs,
  type SetTicketArgs,
  TicketConstraint,
  type TicketConstraintArgs,
} from "./resources/constraints/ticket";
export { AclGroup, type AclGroupArgs } from "./resources/elements/acl/group";
export { type AclPermissionArgs, AclRole, type AclRoleArgs } from "./resources/elements/acl/role";
export { AclTarget, type AclTargetArgs } from "./resources/elements/acl/target";
export {
  OperationDefaults,
  type OperationDefaultsArgs,
} from "./resources/elements/defaults/operation-defaults";
export {
  ResourceDefaults,
  type ResourceDefaultsArgs,
} from "./resources/elements/defaults/resource-defaults";
export { CibElement, type CibElementArgs } from "./resources/elements/any/cib-element";
