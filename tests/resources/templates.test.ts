import { byId } from "../../sdk/cib/xml/element";
import { writeXml } from "../../sdk/cib/xml/parse";
import { isFencingWithoutDevice } from "../../sdk/cib/model/cluster-properties";
import { nodesMadeBy } from "../../sdk/cib/model/remote-nodes";
import { findReferences } from "../../sdk/cib/model/references";
import { effectiveMeta, longestTimeout } from "../../sdk/cib/model/resource-tree";
import { expandTemplate } from "../../sdk/cib/model/template";
import { explainResting, explainUnmanaged } from "../../sdk/cib/status/resting";
import { nodeNames } from "../../sdk/cib/status/nodes";
import { primitive } from "../../sdk/resources/primitives/primitive";
import {
  ResourceTemplate,
  resourceTemplate,
} from "../../sdk/resources/templates/resource-template";
import { PrimitiveResource } from "../../sdk/resources/primitives/primitive";
import { ResourceGroup } from "../../sdk/resources/groups/resource-group";
import { fenceAgent, runProgram } from "../program/run-program";
import { agent, cib } from "../helpers";
import { Trial, failures } from "./kind-helpers";

const DUMMY = "ocf:pacemaker:Dummy";
const T = { name: "t", agent: DUMMY };

const ops = (id: string): string =>
  writeXml(byId(new Trial(primitive).put({ name: id, agent: DUMMY }).cib, id) ?? cib()).replace(
    /.*(<operations>.*<\/operations>).*/,
    "$1",
  );
const monitor = `<operations><op id="t-monitor" name="monitor" interval="10s" timeout="90s"/></operations>`;
const template = (inside = monitor, id = "t"): string =>
  `<template id="${id}" class="ocf" type="Dummy" provider="pacemaker">${inside}</template>`;
const set = (tag: "instance" | "meta", of: string, name: string, value: string): string =>
  `<${tag}_attributes id="${of}-${tag}_attributes"><nvpair id="${of}-${tag}_attributes-${name}" name="${name}" value="${value}"/></${tag}_attributes>`;

const text = (resources: string): string => writeXml(cib(resources));

describe("ResourceTemplate", () => {
  test("writes the agent, its sets and the advised operations", () => {
    const put = new Trial(resourceTemplate).put({
      ...T,
      parameters: { fake: "f" },
      meta: { migrationThreshold: 3 },
    });
    expect(writeXml(put.cib)).toBe(
      text(
        template(
          set("instance", "t", "fake", "f") +
            set("meta", "t", "migration-threshold", "3") +
            ops("t"),
        ),
      ),
    );
  });

  test("edits declared values only, and is observed", () => {
    const foreign = set("meta", "t", "priority", "7");
    const trial = new Trial(resourceTemplate, cib(template(foreign + monitor)));
    expect(trial.observe(T)).toEqual(T);
    const next = trial.then({ ...T, parameters: { fake: "f" } }, T);
    expect(writeXml(next.tree)).toBe(
      text(template(set("instance", "t", "fake", "f") + foreign + monitor)),
    );
    expect(next.observe({ ...T, agent: "lsb:x", parameters: { fake: "g" } })).toEqual({
      ...T,
      parameters: { fake: "f" },
    });
    expect(new Trial(resourceTemplate).observe(T)).toBeUndefined();
  });

  test("may lack a required parameter, and refuses what the agent does not know", () => {
    const ip = { name: "t", agent: "ocf:heartbeat:IPaddr2" };
    expect(byId(new Trial(resourceTemplate).put(ip).cib, "t")?.name).toBe("template");
    const put = (): unknown =>
      new Trial(resourceTemplate, cib(`<primitive id="t" class="lsb" type="x"/>`)).put({
        ...ip,
        parameters: { adress: "10.0.0.1" },
        operations: [{ name: "promote" }],
      });
    expect(put).toThrow(
      /^t: name: the id t belongs to a primitive of the cluster; choose another name\nt: parameters: ocf:heartbeat:IPaddr2 has no parameter adress; it has: .*\nt: operations: ocf:heartbeat:IPaddr2 has no action promote/,
    );
  });

  test("validates its arguments", () => {
    expect(
      failures(resourceTemplate, { name: "t", agent: "x", meta: { priority: "high" } }),
    ).toEqual([
      'agent | agent: "x" is not the name of a resource agent, such as "ocf:heartbeat:IPaddr2", "lsb:tomcat" or "stonith:fence_ipmilan"',
      ' | meta: priority must be a score: a whole number up to 1000000, "INFINITY" or "-INFINITY"',
    ]);
  });

  test("waits for the primitives that a change restarts", () => {
    const ran = (id: string, operation: string): string =>
      `<lrm_resource id="${id}"><lrm_rsc_op id="${id}_last_0" operation="${operation}" interval="0" call-id="5" rc-code="0" op-status="0"/></lrm_resource>`;
    const status = `<node_state uname="rsha1" in_ccm="true" crmd="online"><lrm><lrm_resources>${ran("a", "start")}${ran("b", "monitor")}${ran("d", "start")}</lrm_resources></lrm></node_state>`;
    const of = (id: string): string => `<primitive id="${id}" template="t"/>`;
    const tree = cib(
      template() + of("a") + of("b") + of("c") + `<primitive id="d" template="other"/>`,
      "",
      "",
      status,
    );
    expect(resourceTemplate.awaits(tree, "t", T as never)).toEqual({ resources: ["a"] });
  });

  test("is referred to by the primitives that are made from it", () => {
    const tree = cib(template() + `<primitive id="a" template="t"/>`);
    expect(findReferences(tree, "t")).toEqual([
      { id: "a", text: "primitive a (template)", uses: "template" },
    ]);
  });
});

describe("PrimitiveResource with a template", () => {
  const a = { name: "a", template: "t" };

  test("names the template, and has its own sets and operations", () => {
    const trial = new Trial(primitive, cib(template()));
    expect(writeXml(trial.put(a).cib)).toBe(text(template() + `<primitive id="a" template="t"/>`));
    const more = {
      ...a,
      parameters: { fake: "f" },
      operations: [{ name: "start", timeout: "33s" }],
    };
    expect(writeXml(trial.put(more).cib)).toBe(
      text(
        template() +
          `<primitive id="a" template="t">${set("instance", "a", "fake", "f")}<operations>` +
          `<op name="start" interval="0s" timeout="33s" id="a-start-interval-0s"/></operations></primitive>`,
      ),
    );
    expect(trial.then(more).observe(more)).toEqual(more);
  });

  test("gets a monitor if its template has none", () => {
    const trial = new Trial(primitive, cib(template("")));
    const op = `<operations><op name="monitor" interval="10s" timeout="20s" id="a-monitor-interval-10s"/></operations>`;
    const made = trial.then(a);
    expect(writeXml(made.tree)).toBe(
      text(template("") + `<primitive id="a" template="t">${op}</primitive>`),
    );
    const bare = new Trial(primitive, cib(template("") + `<primitive id="a" template="t"/>`));
    expect(bare.observe(a)).toEqual({
      ...a,
      operations: [{ name: "monitor", interval: "0s", enabled: false }],
    });
    expect(writeXml(bare.put(a, a).cib)).toBe(writeXml(made.tree));
  });

  test("changes to another template and to an own agent, and back", () => {
    const both = template() + template(monitor.replace("t-", "u-"), "u");
    const trial = new Trial(primitive, cib(both)).then(a);
    const other = trial.then({ ...a, template: "u" }, a);
    expect(other.observe(a)).toEqual({ ...a, template: "u" });
    const own = other.then({ name: "a", agent: DUMMY }, { ...a, template: "u" });
    expect(own.observe(a)).toEqual({ name: "a", agent: DUMMY });
    expect(own.observe({ name: "a", agent: DUMMY })).toEqual({ name: "a", agent: DUMMY });
    const back = own.then(a, { name: "a", agent: DUMMY });
    expect(byId(back.tree, "a")?.attributes).toEqual({ id: "a", template: "t" });
  });

  test("adopts an equal primitive", () => {
    const trial = new Trial(primitive, cib(template() + `<primitive id="a" template="t"/>`));
    expect(trial.put(a).cib).toBe(trial.tree);
  });

  test("is refused without its template, or with what is none", () => {
    const trial = new Trial(primitive, cib(template() + `<primitive id="b" template="t"/>`));
    expect(() => trial.put({ name: "a", template: "x" })).toThrow(
      "template: there is no template x in the cluster (there is: t); create it first, or correct the name",
    );
    expect(() => trial.put({ name: "a", template: "b" })).toThrow(
      "template: b is a primitive (there is: t); create it first, or correct the name",
    );
  });

  test("is validated by the template's agent, with the template's parameters", () => {
    const ip = `<template id="t" class="ocf" provider="heartbeat" type="IPaddr2">`;
    const put = (inside: string) => (): unknown =>
      new Trial(primitive, cib(`${ip}${inside}${monitor}</template>`)).put({
        ...a,
        parameters: { adress: 1 },
      });
    expect(put(set("instance", "t", "ip", "10.0.0.1"))).toThrow(
      /^a: parameters: ocf:heartbeat:IPaddr2 has no parameter adress; it has: [^\n]*$/,
    );
    expect(put("")).toThrow(/needs the parameter ip$/);
  });

  test("requires an agent or a template, and takes only one", () => {
    expect(failures(primitive, { name: "a" })).toEqual([
      "agent | agent is required, or a template in its place",
    ]);
    expect(failures(primitive, { ...a, agent: DUMMY })).toEqual([
      "agent | agent and template exclude each other: give one of them",
    ]);
  });

  test("asks for the agent of the template", () => {
    const args = a as never;
    expect([primitive.agents?.(args), primitive.templates?.(args)]).toEqual([[], ["t"]]);
  });
});

describe("What the cluster makes from a template", () => {
  const tree = (inside: string, own = ""): ReturnType<typeof cib> =>
    cib(template(inside) + `<primitive id="a" template="t">${own}</primitive>`);

  test("is expanded as Pacemaker does: own sets last, own operations in place of the template's", () => {
    const t = `<template id="t" class="ocf" provider="p" type="T"><meta_attributes id="m"/><operations><op id="1" name="monitor" interval="1"/><op id="2" name="monitor" interval="1" role="Master"/><op id="3" name="start" interval="0"/></operations></template>`;
    const e = `<primitive id="a" template="t"><meta_attributes id="o"/><operations><op id="4" name="monitor" interval="9" role="Started"/></operations></primitive>`;
    const seen = cib(t + e);
    expect(writeXml(expandTemplate(seen, byId(seen, "a") ?? seen))).toBe(
      `<primitive id="a" class="ocf" provider="p" type="T"><meta_attributes id="m"/><meta_attributes id="o"/><operations>` +
        `<op id="4" name="monitor" interval="9" role="Started"/><op id="2" name="monitor" interval="1" role="Master"/><op id="3" name="start" interval="0"/></operations></primitive>`,
    );
  });

  test("has its meta attributes, behind its own", () => {
    const seen = tree(set("meta", "t", "is-managed", "false"));
    expect(effectiveMeta(seen, "a", "is-managed")).toBe("false");
    expect(explainUnmanaged(seen, "a")).toBe("is-managed=false is set on t");
    const own = tree(
      set("meta", "t", "is-managed", "false"),
      set("meta", "a", "is-managed", "true"),
    );
    expect(effectiveMeta(own, "a", "is-managed")).toBe("true");
  });

  test("is stopped by its template", () => {
    expect(explainResting(tree(set("meta", "t", "target-role", "Stopped")), "a")).toBe(
      "t is disabled (target-role=Stopped)",
    );
    const started = set("meta", "a", "target-role", "Started");
    expect(
      explainResting(tree(set("meta", "t", "target-role", "Stopped"), started), "a"),
    ).toBeUndefined();
  });

  test("has its time-outs", () => {
    expect(longestTimeout(tree(monitor), "a", "monitor")).toBe(90_000);
  });

  test("is a fence device, a remote node or a guest node by its template", () => {
    const device = `<template id="t" class="stonith" type="fence_x"/><primitive id="a" template="t"/>`;
    expect([isFencingWithoutDevice(cib(device)), isFencingWithoutDevice(tree(""))]).toEqual([
      false,
      true,
    ]);
    const remote = cib(
      `<template id="t" class="ocf" provider="pacemaker" type="remote"/><primitive id="far" template="t"/>`,
    );
    expect(nodeNames(remote)).toContain("far");
    const guest = tree(set("meta", "t", "remote-node", "vm1"));
    expect(nodesMadeBy(guest, byId(guest, "a") ?? guest)).toEqual(["vm1"]);
  });
});

describe("A program with templates", () => {
  test("makes the template before what names it, also by text, and its fence devices first", async () => {
    const { order, governedBy } = await runProgram((c) => {
      const cluster = c as never;
      const other = new PrimitiveResource("other", { cluster, agent: DUMMY });
      const b = new PrimitiveResource("b", { cluster, template: "t" });
      new ResourceGroup("g", { cluster, members: [other, b] });
      new ResourceTemplate("t", { cluster, agent: DUMMY });
      const fencing = new ResourceTemplate("fencing", { cluster, agent: fenceAgent });
      new PrimitiveResource("device", { cluster, template: fencing });
    });
    expect(order.indexOf("t")).toBeLessThan(order.indexOf("b"));
    expect(order.slice(0, 2)).toEqual(["fencing", "device"]);
    expect(governedBy.b).toEqual(["ResourceGroup g"]);
    expect(agent(DUMMY).actions).toContain("start");
  });
});
