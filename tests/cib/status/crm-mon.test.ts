import { element } from "../../../sdk/cib/xml/element";
import { buildSimulation } from "../../../sdk/cib/status/crm-mon";
import { parseXml } from "../../../sdk/cib/xml/parse";
import { cib } from "../../helpers";

const QUIET = "Executing cluster transition:\n\nRevised cluster status:\n";

const seen = (...resources: string[]): string =>
  `<crm_mon version="1.1.10"><summary/><nodes><node name="rsha1" online="true"/></nodes>` +
  `<resources>${resources.join("")}</resources></crm_mon>`;
const failed = (id: string): string =>
  `<resource id="${id}" resource_agent="ocf::lab:F" managed="false" failed="true"/>`;

describe("buildSimulation", () => {
  test("converts nodes and resources of crm_mon to the XML of crm_simulate, with `blocked` for Pacemaker 1.1.10", () => {
    const primitives =
      `<primitive id="a"/><clone id="c"><primitive id="b"/></clone>` +
      `<primitive id="mine"><meta_attributes id="m"><nvpair id="n" name="is-managed" value="false"/></meta_attributes></primitive>`;
    const monitor = parseXml(
      seen(
        failed("a"),
        `<clone id="c">${failed("b:1")}</clone>`,
        failed("mine"),
        '<resource id="d" resource_agent="lsb:d" managed="true" failed="true"/>',
        '<resource id="e" resource_agent="lsb:e" managed="false" failed="true" blocked="false"/>',
      ),
    );
    const resource = (id: string, blocked: string): object => ({
      name: "resource",
      attributes: { id, resource_agent: "ocf:lab:F", managed: "false", failed: "true", blocked },
      children: [],
    });
    expect(buildSimulation(cib(primitives), monitor, QUIET)).toEqual(
      element("pacemaker-result", {}, [
        element("cluster_status", {}, [
          element("nodes", {}, [element("node", { name: "rsha1", online: "true" })]),
          element("resources", {}, [
            resource("a", "true") as never,
            element("clone", { id: "c" }, [resource("b:1", "true") as never]),
            resource("mine", "false") as never,
            element("resource", {
              id: "d",
              resource_agent: "lsb:d",
              managed: "true",
              failed: "true",
              blocked: "false",
            }),
            element("resource", {
              id: "e",
              resource_agent: "lsb:e",
              managed: "false",
              failed: "true",
              blocked: "false",
            }),
          ]),
        ]),
        element("transition"),
      ]),
    );
  });
});
