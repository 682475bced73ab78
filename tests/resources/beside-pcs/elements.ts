import { aclGroup } from "../../../sdk/resources/elements/acl/group";
import { aclRole } from "../../../sdk/resources/elements/acl/role";
import { aclTarget } from "../../../sdk/resources/elements/acl/target";
import { alert } from "../../../sdk/resources/elements/alerts/alert";
import { operationDefaults } from "../../../sdk/resources/elements/defaults/operation-defaults";
import { resourceDefaults } from "../../../sdk/resources/elements/defaults/resource-defaults";
import { cibElement } from "../../../sdk/resources/elements/any/cib-element";
import { fencingTopology } from "../../../sdk/resources/elements/fencing/fencing-topology";
import { nodeAttributes } from "../../../sdk/resources/elements/nodes/node-attributes";
import { tag } from "../../../sdk/resources/elements/tag";
import type { BesidePcs } from "./row";

const line = (text: string): readonly string[] => text.split(" ");

const ALERTS: readonly BesidePcs[] = [
  {
    title: "an alert",
    kind: alert,
    args: {
      name: "mail",
      path: "/bin/true",
      description: "hello",
      options: { a: 1, b: 2 },
      meta: { timeout: "10s", timestampFormat: "%s" },
    },
    pcs: [
      line(
        "alert create path=/bin/true id=mail description=hello options b=2 a=1 meta timeout=10s timestamp-format=%s",
      ),
    ],
  },
  {
    title: "an alert with recipients",
    kind: alert,
    args: {
      name: "mail",
      path: "/bin/true",
      recipients: [
        { value: "x", options: { y: 1 }, meta: { timeout: "3s" } },
        { value: "y" },
        { name: "z-too", value: "z", description: "d" },
      ],
    },
    pcs: [
      line("alert create path=/bin/true id=mail"),
      line("alert recipient add mail value=x options y=1 meta timeout=3s"),
      line("alert recipient add mail value=y"),
      line("alert recipient add mail value=z id=z-too description=d"),
    ],
  },
];

const NODES: readonly BesidePcs[] = [
  {
    title: "attributes of a node",
    kind: nodeAttributes,
    args: { label: "x", node: "rsha1", attributes: { rack: 7, site: "north" } },
    pcs: [line("node attribute rsha1 rack=7 site=north")],
  },
  {
    title: "attributes and utilization of a node",
    kind: nodeAttributes,
    args: {
      label: "x",
      node: "rsha1",
      attributes: { site: "north" },
      utilization: { cpu: 4, memory: 100 },
    },
    pcs: [line("node attribute rsha1 site=north"), line("node utilization rsha1 memory=100 cpu=4")],
  },
];

const ACLS: readonly BesidePcs[] = [
  {
    title: "an ACL role",
    kind: aclRole,
    args: {
      name: "r1",
      description: "operators",
      permissions: [
        { kind: "read", xpath: "/cib" },
        { kind: "write", reference: "a" },
        { kind: "write", reference: "b" },
      ],
    },
    pcs: [line("acl role create r1 description=operators read xpath /cib write id a write id b")],
  },
  {
    title: "an ACL role with a permission that is added later",
    kind: aclRole,
    args: {
      name: "r1",
      permissions: [
        { kind: "deny", xpath: "//x" },
        { kind: "deny", xpath: "//y" },
      ],
    },
    pcs: [line("acl role create r1 deny xpath //x"), line("acl permission add r1 deny xpath //y")],
  },
  {
    title: "an ACL group without a role",
    kind: aclGroup,
    args: { name: "operators", roles: [] },
    pcs: [line("acl group create operators")],
  },
];

const SINCE_SETS = "0.10.5";

const DEFAULTS: readonly BesidePcs[] = [
  {
    title: "a set of resource defaults with a score",
    kind: resourceDefaults,
    args: { name: "s1", values: { priority: 1, resourceStickiness: 3 }, score: 5 },
    pcs: [line("resource defaults set create id=s1 score=5 meta priority=1 resource-stickiness=3")],
    since: SINCE_SETS,
  },
  {
    title: "a set of resource defaults for an agent",
    kind: resourceDefaults,
    args: {
      name: "s1",
      values: { priority: 1 },
      rule: { resource: { class: "ocf", provider: "pacemaker", type: "Dummy" } },
    },
    pcs: [
      [
        ...line("resource defaults set create id=s1 meta priority=1 rule"),
        "resource ocf:pacemaker:Dummy",
      ],
    ],
    since: SINCE_SETS,
  },
  {
    title: "a set of operation defaults for an operation of an agent",
    kind: operationDefaults,
    args: {
      name: "o1",
      score: 7,
      values: { timeout: "30s" },
      rule: {
        and: [{ operation: { name: "monitor", interval: "10s" } }, { resource: { type: "Dummy" } }],
      },
    },
    pcs: [
      [
        ...line("resource op defaults set create id=o1 score=7 meta timeout=30s rule"),
        "op monitor interval=10s and resource ::Dummy",
      ],
    ],
    since: SINCE_SETS,
  },
  {
    title: "a set of operation defaults from a date on",
    kind: operationDefaults,
    args: {
      name: "o1",
      values: { timeout: "30s" },
      rule: { date: { operation: "gt", start: "2030-01-01" } },
    },
    pcs: [
      [
        ...line("resource op defaults set create id=o1 meta timeout=30s rule"),
        "date gt 2030-01-01",
      ],
    ],
    since: SINCE_SETS,
  },
];

/** Tags, alerts, attributes of nodes, ACLs and sets of defaults, beside the commands of pcs. */
const device = (name: string): readonly string[] =>
  line(`stonith create ${name} fence_virsh ip=10.60.13.1 username=root password=x --force`);

const OTHERS: readonly BesidePcs[] = [
  {
    title: "two levels of fencing",
    kind: fencingTopology,
    before: [device("one"), device("two")],
    args: { label: "x", node: "rsha1", levels: [{ devices: ["one"] }, { devices: ["two"] }] },
    pcs: [line("stonith level add 1 rsha1 one"), line("stonith level add 2 rsha1 two")],
  },
  {
    title: "a user with a role",
    kind: aclTarget,
    before: [line("acl role create reader read xpath /cib")],
    args: { name: "alice", roles: ["reader"] },
    pcs: [line("acl user create alice reader")],
  },
  {
    title: "any element, here a tag",
    kind: cibElement,
    args: { parent: "tags", xml: '<tag id="shop"><obj_ref id="a"/><obj_ref id="b"/></tag>' },
    pcs: [line("tag create shop a b")],
  },
];

export const ELEMENT_ROWS: readonly BesidePcs[] = [
  {
    title: "a tag",
    kind: tag,
    args: { name: "t1", objects: ["b", "a"] },
    pcs: [line("tag create t1 b a")],
    since: "0.10.9",
  },
  ...ALERTS,
  ...NODES,
  ...ACLS,
  ...DEFAULTS,
  ...OTHERS,
];
