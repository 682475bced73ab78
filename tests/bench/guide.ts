import type { Facts } from "../lab/cluster/addresses";

/** The guide's configuration as commands of pcs 0.11. */
export const pcsCommands = ({
  repository: r,
  floatingIp,
  cidrNetmask,
  service,
  gateway,
}: Facts): string[] => [
  "pcs property set stonith-enabled=false",
  "pcs property set no-quorum-policy=ignore",
  "pcs resource defaults update resource-stickiness=100",
  `pcs resource create vm_repository ocf:heartbeat:Filesystem device=${r.device} directory=${r.directory} fstype=${r.fstype} options=${r.options}`,
  `pcs resource create ClusterIP ocf:heartbeat:IPaddr2 ip=${floatingIp} cidr_netmask=${cidrNetmask}`,
  `pcs resource create tomcat-service lsb:${service}`,
  "pcs resource group add abiquo_rs vm_repository ClusterIP tomcat-service",
  `pcs resource create ping ocf:pacemaker:ping host_list=${gateway} timeout=5 attempts=3`,
  "pcs resource clone ping",
  "pcs constraint colocation add abiquo_rs with ping-clone score=INFINITY",
];

/** The guide's configuration for `crm configure load update`. */
export const crmConfiguration = ({
  repository: r,
  floatingIp,
  cidrNetmask,
  service,
  gateway,
}: Facts): string => `
primitive vm_repository ocf:heartbeat:Filesystem params device=${r.device} directory=${r.directory} fstype=${r.fstype} options=${r.options} op monitor interval=20s timeout=40s op start timeout=60s interval=0s op stop timeout=60s interval=0s
primitive ClusterIP ocf:heartbeat:IPaddr2 params ip=${floatingIp} cidr_netmask=${cidrNetmask} op monitor interval=10s timeout=20s op start timeout=20s interval=0s op stop timeout=20s interval=0s
primitive tomcat-service lsb:${service} op monitor interval=15s timeout=15s
primitive ping ocf:pacemaker:ping params host_list=${gateway} timeout=5 attempts=3 op monitor interval=10s timeout=60s op start timeout=60s interval=0s op stop timeout=20s interval=0s
group abiquo_rs vm_repository ClusterIP tomcat-service
clone ping-clone ping
colocation colocation-abiquo_rs-ping-clone-INFINITY inf: abiquo_rs ping-clone
property stonith-enabled=false no-quorum-policy=ignore
rsc_defaults resource-stickiness=100
`;

/** The guide's configuration as an Ansible playbook, with community.general's modules (11.0 and later), else with pcs. */
export const playbook = (facts: Facts): string => {
  const { repository: r, floatingIp, cidrNetmask, service, gateway } = facts;
  const create = (name: string, type: string, option: string[]): object => ({
    "community.general.pacemaker_resource": {
      state: "present",
      name,
      resource_type: { resource_name: type },
      resource_option: option,
    },
  });
  const command = (cmd: string): object => ({ "ansible.builtin.command": { cmd } });
  const [property, quorum, defaults] = pcsCommands(facts);
  const tasks = [
    command(property ?? ""),
    command(quorum ?? ""),
    command(defaults ?? ""),
    create("vm_repository", "ocf:heartbeat:Filesystem", [
      `device=${r.device}`,
      `directory=${r.directory}`,
      `fstype=${r.fstype}`,
      `options=${r.options}`,
    ]),
    create("ClusterIP", "ocf:heartbeat:IPaddr2", [
      `ip=${floatingIp}`,
      `cidr_netmask=${cidrNetmask}`,
    ]),
    create("tomcat-service", `lsb:${service}`, []),
    command("pcs resource group add abiquo_rs vm_repository ClusterIP tomcat-service"),
    create("ping", "ocf:pacemaker:ping", [`host_list=${gateway}`, "timeout=5", "attempts=3"]),
    command("pcs resource clone ping"),
    command("pcs constraint colocation add abiquo_rs with ping-clone score=INFINITY"),
  ];
  return JSON.stringify([{ hosts: "all", gather_facts: false, tasks }]);
};
