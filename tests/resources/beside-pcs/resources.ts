import { bundle } from "../../../sdk/resources/bundles/bundle";
import { resourceGroup } from "../../../sdk/resources/groups/resource-group";
import { primitive } from "../../../sdk/resources/primitives/primitive";
import type { BesidePcs } from "./row";

const words = (line: string): readonly string[] => line.split(" ");

const g = { name: "g", members: ["a", "b"] };

/** Primitives, groups, clones and bundles. */
export const RESOURCE_ROWS: readonly BesidePcs[] = [
  {
    title: "a clone of a group",
    kind: resourceGroup,
    args: { ...g, clone: { name: "g-clone", meta: { interleave: true, cloneMax: 2 } } },
    pcs: [words("resource group add g a b"), words("resource clone g clone-max=2 interleave=true")],
    since: "0.10",
  },
  {
    title: "a promotable clone of a primitive",
    kind: primitive,
    args: {
      name: "p",
      agent: "ocf:pacemaker:Stateful",
      promotable: { name: "p-clone", meta: { promotedMax: 1 } },
    },
    pcs: [words("resource create p ocf:pacemaker:Stateful promotable promoted-max=1")],
    since: "0.10",
  },
  {
    title: "a bundle with everything",
    kind: bundle,
    args: {
      name: "B",
      container: {
        type: "docker",
        image: "i:1",
        replicas: 2,
        replicasPerHost: 1,
        promotedMax: 1,
        runCommand: "x",
        network: "host",
        options: "o",
      },
      network: {
        controlPort: 3121,
        ipRangeStart: "10.0.0.5",
        hostInterface: "eth0",
        hostNetmask: 24,
        portMappings: [{ port: 80 }, { range: "1-5" }, { port: 90, internalPort: 91 }],
      },
      storage: [
        { sourceDir: "/a", targetDir: "/b", options: "ro" },
        { sourceDirRoot: "/c", targetDir: "/d" },
      ],
      meta: { priority: 2 },
    },
    pcs: [
      words(
        "resource bundle create B container docker image=i:1 replicas=2 replicas-per-host=1 promoted-max=1 " +
          "run-command=x network=host options=o network control-port=3121 ip-range-start=10.0.0.5 " +
          "host-interface=eth0 host-netmask=24 port-map port=80 port-map range=1-5 port-map port=90 internal-port=91 " +
          "storage-map source-dir=/a target-dir=/b options=ro storage-map source-dir-root=/c target-dir=/d meta priority=2",
      ),
    ],
    since: "0.10",
  },
  {
    title: "a bundle of one container",
    kind: bundle,
    args: { name: "B", container: { type: "podman", image: "i" } },
    pcs: [words("resource bundle create B container podman image=i")],
    since: "0.10",
  },
];
