import { CLUSTER } from "./kind-helpers";

/** Valid values of one argument: the declared one and changed ones. Each observed argument has both in one sample. */
export type Values = readonly [declared: unknown, ...changed: unknown[]];

/** The arguments of one object of a kind. Arguments that exclude each other are in different samples. */
export type Sample = Readonly<Record<string, Values>>;

const COMMON: Sample = {
  cluster: [CLUSTER],
  adopt: [false],
  waitFor: ["started"],
  waitTimeout: ["60s"],
};

const INLINE: Sample = {
  colocations: [
    [{ name: "x-with-b", with: "b", score: 5 }],
    [{ name: "x-with-b", with: "b", score: 6 }],
  ],
  locations: [
    [{ name: "x-at-home", node: "rsha1", score: 7 }],
    [{ name: "x-at-home", node: "rsha2", score: 7 }],
  ],
  orders: [
    [{ name: "c-then-x", first: "c", kind: "Optional" }],
    [{ name: "c-then-x", first: "c", kind: "Serialize" }],
  ],
};

const monitor = (timeout: string): readonly object[] => [
  { name: "monitor", interval: "33s", timeout },
];

const CLONED: Sample = {
  ...COMMON,
  name: ["x"],
  parameters: [{ trace_ra: 1 }, { trace_ra: 2 }],
  meta: [{ migrationThreshold: 3 }, { migrationThreshold: 4 }],
  operations: [monitor("21s"), monitor("22s")],
  utilization: [{ cpu: 1 }, { cpu: 2 }],
  parameterSets: [
    [{ rule: { attribute: "#uname", operation: "eq", value: "n" }, values: { trace_ra: 1 } }],
    [{ rule: { attribute: "#uname", operation: "eq", value: "n" }, values: { trace_ra: 2 } }],
    [{ rule: { attribute: "#uname", operation: "eq", value: "m" }, values: { trace_ra: 1 } }],
    [{ score: 5, values: { trace_ra: 1 } }],
    [],
  ],
  metaSets: [
    [{ name: "sets", score: 5, values: { migrationThreshold: 1, priority: 2 } }],
    [{ name: "sets", score: 6, values: { migrationThreshold: 1, priority: 2 } }],
    [{ name: "sets", score: 5, values: { migrationThreshold: 1 } }],
    [],
  ],
};

const PRIMITIVE: Sample = { ...CLONED, ...INLINE, startWithGroup: [false] };

/** The samples of a clone and of a promotable one around a primitive with these arguments of its own. */
const cloned = (own: Sample): readonly Sample[] => [
  {
    ...CLONED,
    ...own,
    clone: [
      { name: "x-clone", meta: { interleave: true } },
      { name: "x-clone", meta: { interleave: false } },
    ],
  },
  {
    ...CLONED,
    ...own,
    promotable: [
      { name: "x-clone", meta: { promotedMax: 1 } },
      { name: "x-clone", meta: { promotedMax: 2 } },
    ],
  },
];

const CONSTRAINT: Sample = { ...COMMON, name: ["x"] };

const SETS: Values = [
  [
    { resources: ["a", "b"], sequential: false },
    { resources: ["c"], role: "Promoted" },
  ],
  [
    { resources: ["b", "a"], sequential: false },
    { resources: ["c"], role: "Promoted" },
  ],
  [{ resources: ["a", "b"] }, { resources: ["c"], role: "Promoted" }],
  [{ resources: ["a", "b"], sequential: false }],
  [{ resources: ["a", "b"], sequential: false, ordering: "listed" }, { resources: ["c", "d"] }],
];

const [rsha1, rsha2, rsha3] = [{ name: "rsha1" }, { name: "rsha2" }, { name: "rsha3" }];

const BOOTSTRAP: Sample = {
  ...COMMON,
  clusterName: ["pacemaker1", "pacemaker2"],
  connection: [{ user: "root" }],
  totem: [{ token: 5000 }, { token: 6000 }],
  boot: [true, false],
  force: [false],
};

/** A `power` method with one device for both nodes. */
const FENCING = {
  devices: [{ name: "apc", agent: "fence_apc" }],
  methods: [rsha1, rsha2].map((node) => ({
    node: node.name,
    name: "power",
    devices: [{ name: "apc" }],
  })),
};

const ACCESS: Sample = {
  cluster: [CLUSTER],
  path: ["/etc/abiquo.conf"],
  mode: ["0640", "0600"],
  owner: ["root", "tomcat"],
  group: ["tomcat", "root"],
};

/** Samples of every registered kind. Together they declare every argument of its table. */
export const KIND_SAMPLES: Readonly<Record<string, readonly Sample[]>> = {
  "pacemaker:CmanCluster": [
    {
      ...BOOTSTRAP,
      nodes: [
        [rsha1, rsha2],
        [rsha1, rsha2, rsha3],
        [rsha1, { ...rsha2, nodeId: 7 }],
        [rsha1, { ...rsha2, votes: 2 }],
      ],
      transport: ["udp", "udpu"],
    },
    {
      ...BOOTSTRAP,
      nodes: [
        [
          { ...rsha1, alternativeName: "rsha1-b" },
          { ...rsha2, alternativeName: "rsha2-b" },
        ],
        [
          { ...rsha1, alternativeName: "rsha1-b" },
          { ...rsha2, alternativeName: "rsha2-c" },
        ],
      ],
    },
    {
      ...BOOTSTRAP,
      nodes: [[rsha1, rsha2]],
      multicast: ["239.192.1.1", "239.192.1.2"],
      twoNode: [true, false],
      logging: [{ debug: "on" }, { debug: "off" }],
      fencing: ["pcmk-redirect", FENCING],
      quorumTimeout: [0, 45],
      restartPolicy: ["refuse"],
    },
  ],
  "pacemaker:CorosyncCluster": [
    {
      ...BOOTSTRAP,
      nodes: [
        [rsha1, rsha2],
        [rsha1, rsha2, rsha3],
        [rsha1, rsha2].map((n, i) => ({ ...n, addresses: [`10.0.0.${i}`] })),
      ],
      transport: ["udp", "udpu"],
      quorum: [{ wait_for_all: true }, { wait_for_all: false }],
      haclusterPassword: ["first"],
    },
  ],
  "pacemaker:Preflight": [
    {
      cluster: [CLUSTER],
      addresses: [["10.60.13.58"]],
      directories: [["/opt/vm_repository"]],
      services: [["abiquo-tomcat"]],
      agents: [["ocf:heartbeat:IPaddr2"]],
      scripts: [["/usr/local/bin/alert-mail"]],
      containerEngines: [["podman"]],
      gateways: [["10.60.13.1"]],
    },
  ],
  "pacemaker:PropertiesFile": [
    {
      ...ACCESS,
      section: ["remote-services", "other"],
      properties: [{ "abiquo.datacenter.id": "a" }, { "abiquo.datacenter.id": "b" }],
    },
  ],
  "pacemaker:HostFile": [{ ...ACCESS, content: ["a\n", "b\n"], adopt: [false] }],
  "pacemaker:HostService": [
    { cluster: [CLUSTER], service: ["abiquo-tomcat"], boot: [false, true] },
  ],
  "pacemaker:PacemakerProperties": [
    {
      ...COMMON,
      stonithEnabled: [false, true],
      noQuorumPolicy: ["ignore", "freeze"],
      maintenanceMode: [false, true],
      symmetricCluster: [true, false],
      clusterRecheckInterval: ["9min", "10min"],
      stonithTimeout: ["70s", "71s"],
      startFailureIsFatal: [true, false],
      batchLimit: [0, 30],
      properties: [{ "cluster-delay": "61s" }, { "cluster-delay": "62s" }],
      resourceDefaults: [{ resourceStickiness: 100 }, { resourceStickiness: 7 }],
      operationDefaults: [{ timeout: "60s" }, { timeout: "59s" }],
    },
  ],
  "pacemaker:Primitive": [
    { ...PRIMITIVE, agent: ["ocf:pacemaker:Dummy", "ocf:heartbeat:Dummy"] },
    ...cloned({ agent: ["ocf:pacemaker:Dummy"] }),
    { ...CLONED, template: ["t", "other"] },
  ],
  "pacemaker:ResourceTemplate": [
    {
      ...CLONED,
      agent: ["ocf:pacemaker:Dummy", "ocf:heartbeat:Dummy"],
      utilization: [{ memory: 1 }, { memory: 2 }],
    },
  ],
  "pacemaker:Filesystem": [
    {
      ...PRIMITIVE,
      device: ["a:/b", "a:/c"],
      directory: ["/d", "/e"],
      fstype: ["nfs", "nfs4"],
      options: ["ro", "rw"],
      runFsck: ["no", "force"],
      forceUnmount: ["safe", "yes"],
    },
    ...cloned({ device: ["a:/b"], directory: ["/d"], fstype: ["nfs"] }),
  ],
  "pacemaker:IpAddr2": [
    {
      ...PRIMITIVE,
      ip: ["10.0.0.1", "10.0.0.2"],
      cidrNetmask: [24, 25],
      nic: ["eth0", "eth1"],
      iflabel: ["l", "m"],
    },
    ...cloned({ ip: ["10.0.0.1"] }),
  ],
  "pacemaker:Lsb": [
    { ...PRIMITIVE, service: ["abiquo-tomcat", "other"] },
    ...cloned({ service: ["abiquo-tomcat"] }),
  ],
  "pacemaker:ResourceGroup": [
    {
      ...COMMON,
      ...INLINE,
      colocations: [
        [{ name: "x-with-d", with: "d", score: 5 }],
        [{ name: "x-with-d", with: "d", score: 6 }],
      ],
      name: ["x"],
      members: [
        ["a", "b"],
        ["b", "a"],
      ],
      meta: [{ priority: 1 }, { priority: 2 }],
      metaSets: [
        [{ score: 5, values: { isManaged: true } }],
        [{ score: 5, values: { isManaged: false } }],
        [],
      ],
    },
    {
      ...COMMON,
      name: ["x"],
      members: [["a", "b"]],
      clone: [{ name: "x-clone" }, { name: "x-other" }],
    },
    {
      ...COMMON,
      name: ["x"],
      members: [["a", "b"]],
      promotable: [
        { name: "x-clone", meta: { promotedMax: 1 } },
        { name: "x-clone", meta: { promotedMax: 2 } },
      ],
    },
  ],
  "pacemaker:Bundle": [
    {
      ...COMMON,
      ...INLINE,
      name: ["x"],
      container: [
        { type: "podman", image: "i:1", replicas: 2, promotedMax: 1, runCommand: "r" },
        { type: "podman", image: "i:2", replicas: 2, promotedMax: 1, runCommand: "r" },
        { type: "docker", image: "i:1", replicas: 2, promotedMax: 1, runCommand: "r" },
        { type: "podman", image: "i:1", replicas: 3, promotedMax: 1 },
      ],
      network: [
        { ipRangeStart: "10.0.0.5", controlPort: 3121, portMappings: [{ port: 80 }] },
        { ipRangeStart: "10.0.0.6", controlPort: 3121, portMappings: [{ port: 80 }] },
        { ipRangeStart: "10.0.0.5", portMappings: [{ port: 80 }, { range: "1-2" }] },
        { ipRangeStart: "10.0.0.5", controlPort: 3121, portMappings: [] },
      ],
      storage: [
        [{ sourceDir: "/a", targetDir: "/b", options: "ro" }],
        [{ sourceDirRoot: "/a", targetDir: "/b" }],
        [],
      ],
      primitive: ["a", "d"],
      meta: [{ priority: 1 }, { priority: 2 }],
    },
  ],
  "pacemaker:PingClone": [
    // A changed id of the clone would change these constraints too.
    { ...COMMON, ...INLINE, name: ["x"], cloneName: ["x-clone"], hostList: [["h1"]] },
    {
      ...CLONED,
      cloneName: ["x-clone", "x-other"],
      attribute: ["reach", "pingd"],
      hostList: [["h1", "h2"], ["h1"]],
      multiplier: [10, 11],
      dampen: ["3s", "4s"],
      timeout: [5, 6],
      attempts: [3, 4],
      options: ["-n", "-q"],
      failureScore: [7, 8],
    },
  ],
  "pacemaker:ColocationConstraint": [
    {
      ...CONSTRAINT,
      resource: ["a", "c"],
      with: ["b", "d"],
      score: [5, "-INFINITY"],
      role: ["Started", "Stopped"],
      withRole: ["Started", "Stopped"],
      nodeAttribute: ["rack", "site"],
      influence: [false, true],
    },
    { ...CONSTRAINT, sets: [...SETS, [{ resources: ["a", "b"], score: 5 }]], score: [5, 6] },
  ],
  "pacemaker:TicketConstraint": [
    {
      ...CONSTRAINT,
      resource: ["a", "c"],
      ticket: ["t1", "t2"],
      role: ["Promoted", "Started"],
      lossPolicy: ["freeze", "fence"],
    },
    { ...CONSTRAINT, sets: SETS, ticket: ["t1", "t2"] },
  ],
  "pacemaker:OrderConstraint": [
    {
      ...CONSTRAINT,
      first: ["a", "c"],
      then: ["b", "d"],
      firstAction: ["start", "promote"],
      thenAction: ["stop", "demote"],
      kind: ["Optional", "Serialize"],
      symmetrical: [false, true],
      requireAll: [false, true],
    },
    {
      ...CONSTRAINT,
      sets: [
        ...SETS,
        [{ resources: ["a", "b"], action: "promote", requireAll: false, kind: "Optional" }],
      ],
      kind: ["Optional", "Serialize"],
      symmetrical: [false, true],
    },
  ],
  "pacemaker:LocationConstraint": [
    {
      ...CONSTRAINT,
      resource: ["a", "c"],
      node: ["rsha1", "rsha2"],
      score: [5, 6],
      role: ["Promoted", "Stopped"],
      resourceDiscovery: ["never", "exclusive"],
    },
    { ...CONSTRAINT, resourcePattern: ["^[ab]$", "!^c"], node: ["rsha1"] },
    { ...CONSTRAINT, sets: SETS, node: ["rsha1", "rsha2"], score: [5, 6] },
    {
      ...CONSTRAINT,
      resource: ["a", "c"],
      rules: [
        [{ rule: { defined: "pingd" }, score: 5 }],
        [{ rule: { defined: "pingd" }, score: 6 }],
        [{ rule: { defined: "pingd" }, score: 5, role: "Promoted" }],
        [
          { rule: { defined: "pingd" }, score: 5 },
          { rule: { notDefined: "pingd" }, scoreAttribute: "weight" },
        ],
      ],
      resourceDiscovery: ["never", "exclusive"],
    },
    {
      ...CONSTRAINT,
      resource: ["a", "c"],
      rule: [
        { attribute: "pingd", operation: "lt", value: 1 },
        { attribute: "maintenance", operation: "eq", value: true },
        { notDefined: "pingd" },
      ],
      score: ["-INFINITY", -5],
      role: ["Promoted", "Stopped"],
    },
    {
      ...CONSTRAINT,
      resource: ["a", "c"],
      rule: [{ defined: "pingd" }, { defined: "site" }],
      scoreAttribute: ["pingd", "site"],
    },
  ],
  "pacemaker:Tag": [
    {
      ...CONSTRAINT,
      objects: [
        ["a", "b"],
        ["b", "a"],
      ],
    },
  ],
  "pacemaker:Alert": [
    {
      ...CONSTRAINT,
      path: ["/usr/bin/a", "/usr/bin/b"],
      description: ["one", "two"],
      meta: [{ timestampFormat: "%s" }, { timestampFormat: "%d" }],
      options: [{ trap: 1 }, { trap: 2 }],
      select: [
        { nodes: true, attributes: ["pingd"] },
        { nodes: true, fencing: true },
      ],
      recipients: [
        [
          { name: "x-mail", value: "m", options: { a: 1 }, meta: { timeout: "9s" } },
          { value: "n" },
        ],
        [{ value: "n", description: "d" }],
      ],
    },
  ],
  "pacemaker:NodeAttributes": [
    {
      ...COMMON,
      node: ["rsha1"],
      attributes: [
        { site: "north", "#health-disk": "green" },
        { site: "south", "#health-disk": "green" },
      ],
      utilization: [{ cpu: 4 }, { cpu: 5 }],
    },
  ],
  "pacemaker:FencingTopology": [
    {
      ...COMMON,
      node: ["rsha1"],
      levels: [
        [{ devices: ["fence"] }, { devices: ["fence2"] }],
        [{ devices: ["fence2"], index: 3 }],
        [{ devices: ["fence", "fence2"] }],
      ],
    },
    { ...COMMON, nodePattern: ["rsha[12]"], levels: [[{ devices: ["fence"] }]] },
    {
      ...COMMON,
      nodeAttribute: [{ name: "rack", value: "1" }],
      levels: [[{ devices: ["fence"] }]],
    },
  ],
  "pacemaker:AclRole": [
    {
      ...CONSTRAINT,
      description: ["one", "two"],
      permissions: [
        [
          { kind: "read", xpath: "/cib", description: "d" },
          { kind: "write", reference: "a" },
          { kind: "deny", objectType: "nvpair", attribute: "value" },
        ],
        [{ kind: "read", xpath: "/cib" }],
        [{ kind: "deny", objectType: "nvpair" }],
      ],
    },
  ],
  "pacemaker:AclTarget": [{ ...CONSTRAINT, roles: [["role", "role2"], ["role2"]] }],
  "pacemaker:AclGroup": [{ ...CONSTRAINT, roles: [["role", "role2"], ["role2"]] }],
  "pacemaker:ResourceDefaults": [
    {
      ...CONSTRAINT,
      values: [{ resourceStickiness: 100 }, { resourceStickiness: 7 }],
      score: [5, 6],
      rule: [{ resource: { type: "Dummy" } }, { date: { operation: "gt", start: "2030-01-31" } }],
    },
  ],
  "pacemaker:OperationDefaults": [
    {
      ...CONSTRAINT,
      values: [{ timeout: "60s" }, { timeout: "59s" }],
      score: [5, 6],
      rule: [
        { operation: { name: "monitor" } },
        { and: [{ operation: { name: "monitor" } }, { resource: { class: "ocf" } }] },
      ],
    },
  ],
  "pacemaker:CibElement": [
    {
      ...COMMON,
      xml: [
        `<rsc_location id="x" rsc="a" node="rsha1" score="5"/>`,
        `<rsc_location id="x" rsc="a" node="rsha2" score="5"/>`,
      ],
      parent: ["constraints"],
    },
  ],
};
