import * as cman from "../../sdk/bootstrap/cman/inspect";
import * as corosync from "../../sdk/bootstrap/corosync/inspect";
import { parseCmanConf } from "../../sdk/cman/cluster-conf";
import { editClusterConf } from "../../sdk/cman/edit/edit";
import { parseCorosyncConf } from "../../sdk/corosync/corosync-conf";
import * as files from "../../sdk/host/commands/files";
import * as services from "../../sdk/host/commands/init-system";
import { NodeUnusable } from "../../sdk/errors";
import * as sessions from "../../sdk/host/ssh/session";
import type { CmanInputs } from "../../sdk/kind/cluster-inputs";
import type { CommonInputs, Lifecycle } from "../../sdk/kind/lifecycle";
import { CIB_KINDS, LIFECYCLES } from "../../sdk/provider/register";
import { changesOf, checkSecondValues, declaredArgs, differences } from "./contract";
import { KIND_SAMPLES } from "./kind-samples";

const NODES = ["rsha1", "rsha2"];

/** A node that answers, and whose Pacemaker does not. */
const session = {
  node: "rsha1",
  run: () => Promise.reject(new NodeUnusable("rsha1", "the cluster does not run here")),
  close: () => undefined,
};
const inspection = (state: object): never =>
  ({
    seen: NODES.map((node) => ({ session, state: { node, ...state }, facts: {} })),
    unreachable: [],
  }) as never;

const COROSYNC = `totem {
  cluster_name: pacemaker1
  transport: udp
  token: 5000
}
nodelist {
${NODES.map((name) => `  node {\n    ring0_addr: ${name}\n    name: ${name}\n  }\n`).join("")}}
quorum {
  wait_for_all: 1
}
`;

const file = (text: string): files.RegularFile => ({
  ...{ is: "file", target: "/etc/abiquo.conf", stamp: "", bytes: Buffer.from(text), mode: "640" },
  ...{ owner: { id: "0", name: "root" }, group: { id: "91", name: "tomcat" } },
});

interface Outside {
  /** Lets the nodes have what the sample declares. */
  readonly observe: (args: CommonInputs) => void;
  /** The argument in which `read` shows another one as different. @default the argument itself */
  readonly shownIn?: Readonly<Record<string, string>>;
  /** Arguments that cannot be read back, each with its reason. */
  readonly unread?: Readonly<Record<string, string>>;
}

const ACCESS_UNREAD = "applies only to a file that is created";

/** The kinds outside of the CIB. `Preflight` reads nothing back, because it has no object. */
const OUTSIDE: Readonly<Record<string, Outside>> = {
  "pacemaker:CmanCluster": {
    observe: (args) => {
      const text = editClusterConf(undefined, args as CmanInputs);
      jest.spyOn(cman, "inspectCmanNodes").mockResolvedValue(
        inspection({
          file: { text, conf: parseCmanConf(text) },
          ...{ cman: "running", pacemaker: "running", startsAtBoot: true, quorumTimeout: "0" },
        }),
      );
    },
    shownIn: { boot: "nodes", quorumTimeout: "nodes" },
    unread: { restartPolicy: "decides whether a change may stop the cluster" },
  },
  "pacemaker:CorosyncCluster": {
    observe: () => {
      const conf = parseCorosyncConf(COROSYNC);
      jest
        .spyOn(corosync, "inspectCorosyncNodes")
        .mockResolvedValue(inspection({ conf, running: true, boots: true }));
    },
    unread: { haclusterPassword: "pcs stores only its hash" },
  },
  "pacemaker:PropertiesFile": {
    observe: () =>
      jest
        .spyOn(files, "inspectFile")
        .mockResolvedValue(file("[remote-services]\nabiquo.datacenter.id=a\n")),
    shownIn: { section: "drift", properties: "drift" },
    unread: { mode: ACCESS_UNREAD, owner: ACCESS_UNREAD, group: ACCESS_UNREAD },
  },
  "pacemaker:HostFile": {
    observe: () => jest.spyOn(files, "inspectFile").mockResolvedValue(file("a\n")),
    shownIn: { content: "drift", mode: "drift", owner: "drift", group: "drift" },
  },
  "pacemaker:HostService": {
    observe: () =>
      jest
        .spyOn(services, "inspectService")
        .mockResolvedValue({ exists: true, boots: "off", runs: false }),
    shownIn: { boot: "drift" },
  },
};

/** Arguments of several kinds that cannot be read back, each with its reason. */
const UNREAD = {
  cluster: "selects the nodes",
  connection: "is the way to the nodes",
  path: "names the object",
  service: "names the object",
  adopt: "decides whether an existing object is adopted",
  waitFor: "decides the condition of the wait",
  waitTimeout: "limits the wait",
  force: "decides whether a deletion is refused",
};

const kinds = LIFECYCLES.filter(
  ({ kind: { type } }) =>
    type !== "pacemaker:Preflight" && !CIB_KINDS.some((kind) => kind.type === type),
);

beforeEach(() => {
  jest
    .spyOn(sessions, "openSession")
    .mockImplementation(({ name }) => Promise.resolve({ node: name } as sessions.Session));
});
afterEach(() => jest.restoreAllMocks());

/** Returns the arguments that `read` shows as different from the declared ones. */
const readDifferences = async (life: Lifecycle, args: CommonInputs): Promise<readonly string[]> =>
  differences(args, await life.read("", args));

describe.each(kinds.map((life) => [life.kind.type, life] as const))(
  "The contract of %s",
  (type, life) => {
    const { kind } = life;
    const { observe, shownIn = {}, unread = {} } = OUTSIDE[type] ?? { observe: () => undefined };

    test("has a second value of every argument that can be read back", () => {
      expect(Object.keys(OUTSIDE)).toContain(type);
      expect(checkSecondValues([kind], KIND_SAMPLES, { ...UNREAD, ...unread })).toEqual([]);
    });

    test("holds for read: it shows nothing as different at first, then each argument that is declared otherwise", async () => {
      for (const sample of KIND_SAMPLES[type] ?? []) {
        const declared = declaredArgs(kind, sample);
        observe(declared);
        expect(await readDifferences(life, declared)).toEqual([]);
        for (const [name, value] of changesOf(sample))
          if (!Object.hasOwn(unread, name))
            expect({
              declared: [name, value],
              shown: await readDifferences(life, { ...declared, [name]: value }),
            }).toEqual({
              declared: [name, value],
              shown: expect.arrayContaining([shownIn[name] ?? name]) as unknown,
            });
      }
    });
  },
);
