import { writeXml } from "../../../sdk/cib/xml/parse";
import { primitive } from "../../../sdk/resources/primitives/primitive";
import { cib } from "../../helpers";
import { Trial, failures } from "../kind-helpers";

const OPERATIONS = `<operations><op name="monitor" interval="10s" timeout="20s" id="a-monitor-interval-10s"/></operations>`;
const A = (more: string): string =>
  `<primitive id="a" class="ocf" type="Dummy" provider="pacemaker">${OPERATIONS}${more}</primitive>`;
const SET = (pairs: string): string => `<utilization id="a-utilization">${pairs}</utilization>`;
const CPU = `<nvpair id="a-utilization-cpu" name="cpu" value="1"/>`;
const MEMORY = `<nvpair id="a-utilization-memory" name="memory" value="7"/>`;
const own = (utilization?: object): object => ({
  name: "a",
  agent: "ocf:pacemaker:Dummy",
  ...(utilization ? { utilization } : {}),
});

describe("utilization of a primitive", () => {
  // The output of pcs 0.11.5 for `resource utilization`.
  test("is written behind the operations, as pcs writes it", () => {
    const put = new Trial(primitive, cib(A(""))).put(own({ memory: 7, cpu: 1 }), own());
    expect(writeXml(put.cib)).toBe(writeXml(cib(A(SET(CPU + MEMORY)))));
    const made = new Trial(primitive).put(own({ cpu: 1 })).cib;
    expect(writeXml(made)).toContain(`</operations>${SET(CPU)}</primitive>`);
  });

  test("owns the declared names only, and goes when nothing is left", () => {
    const tree = cib(A(SET(CPU + MEMORY)));
    const trial = new Trial(primitive, tree);
    expect(trial.put(own({ cpu: 1 })).cib).toBe(tree);
    expect(trial.observe(own({ cpu: 1 }))).toEqual(own({ cpu: 1 }));
    expect(writeXml(trial.put(own(), own({ cpu: 1 })).cib)).toBe(writeXml(cib(A(SET(MEMORY)))));
    expect(writeXml(trial.put(own(), own({ cpu: 1, memory: 7 })).cib)).toBe(writeXml(cib(A(""))));
  });

  test("leaves a set by reference alone, and refuses another value than the set's", () => {
    const b = `<primitive id="b" class="ocf" type="Dummy" provider="pacemaker"><utilization id="u"><nvpair id="u-cpu" name="cpu" value="1"/></utilization></primitive>`;
    const tree = cib(A(`<utilization id-ref="u"/>`) + b);
    expect(new Trial(primitive, tree).put(own({ cpu: 1 })).cib).toBe(tree);
    expect(() => new Trial(primitive, tree).put(own({ cpu: 2 }))).toThrow(
      'utilization: cpu has another value by reference (id-ref="u"); change it there, or remove the reference',
    );
  });

  test("takes whole numbers only", () => {
    expect(failures(primitive, own({ cpu: 1.5, memory: "2G", disk: "10" }))).toEqual([
      "utilization | utilization: cpu, memory must be a whole number",
    ]);
  });
});
