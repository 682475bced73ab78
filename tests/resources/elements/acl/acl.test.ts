import { findReferences } from "../../../../sdk/cib/model/references";
import { removalCommands } from "../../../../sdk/cib/model/removal-commands";
import { type Element, withAttributes } from "../../../../sdk/cib/xml/element";
import { parseXml as parse, writeXml } from "../../../../sdk/cib/xml/parse";
import { aclGroup } from "../../../../sdk/resources/elements/acl/group";
import { aclRole } from "../../../../sdk/resources/elements/acl/role";
import { aclTarget } from "../../../../sdk/resources/elements/acl/target";
import { cib } from "../../../helpers";
import { Trial, failures } from "../../kind-helpers";

const A = `<primitive id="a" class="ocf" provider="pacemaker" type="Dummy"/>`;
const withAcls = (acls: string): Element => cib(A, "", `<acls>${acls}</acls>`);
const READ = `<acl_permission id="r1-read" kind="read" xpath="/cib"/>`;
const WRITE = `<acl_permission id="r1-write" kind="write" reference="a"/>`;
const R1 = `<acl_role id="r1" description="some role">${READ}${WRITE}</acl_role>`;
const ROLE = {
  name: "r1",
  description: "some role",
  permissions: [
    { kind: "read", xpath: "/cib" },
    { kind: "write", reference: "a" },
  ],
};
const OFF = [
  'the cluster enforces no ACLs while enable-acl is not true; set it with PacemakerProperties (properties: { "enable-acl": true })',
];

describe("AclRole", () => {
  // The output of pcs 0.11.5 for `acl role create`.
  test("is written as pcs writes it, and warns while ACLs are off", () => {
    const put = new Trial(aclRole, cib(A)).put(ROLE);
    expect(writeXml(put.cib)).toBe(writeXml(withAcls(R1)));
    expect([put.id, put.warnings]).toEqual(["r1", OFF]);
    const on = cib(A);
    const config = `<cluster_property_set id="s"><nvpair id="e" name="enable-acl" value="yes"/></cluster_property_set>`;
    const enabled = writeXml(on).replace("<crm_config/>", `<crm_config>${config}</crm_config>`);
    expect(new Trial(aclRole, parse(enabled)).put(ROLE).warnings).toBeUndefined();
  });

  test("adopts equal permissions under any ids, and observes others", () => {
    const tree = withAcls(R1.replace("r1-read", "by-hand"));
    expect(new Trial(aclRole, tree).put(ROLE).cib).toBe(tree);
    const more = withAcls(
      R1.replace(
        "</acl_role>",
        `<acl_permission id="x" kind="deny" object-type="nvpair" attribute="value"/>$&`,
      ),
    );
    expect(new Trial(aclRole, more).observe(ROLE)).toEqual({
      ...ROLE,
      permissions: [
        ...ROLE.permissions,
        { kind: "deny", objectType: "nvpair", attribute: "value" },
      ],
    });
  });

  test("numbers permissions of one kind, and changes one in place", () => {
    const two = { ...ROLE, permissions: [...ROLE.permissions, { kind: "read", xpath: "//x" }] };
    const second = `<acl_permission id="r1-read-1" kind="read" xpath="//x"/>`;
    const made = new Trial(aclRole, cib(A)).put(two).cib;
    expect(writeXml(made)).toBe(writeXml(withAcls(R1.replace("</acl_role>", `${second}$&`))));
    const next = { ...ROLE, permissions: [{ kind: "read", xpath: "//y" }, ROLE.permissions[1]] };
    expect(writeXml(new Trial(aclRole, withAcls(R1)).put(next, ROLE, "r1").cib)).toBe(
      writeXml(withAcls(R1.replace("/cib", "//y"))),
    );
  });

  test("names what the cluster lacks", () => {
    const own = { ...ROLE, permissions: [{ kind: "read", reference: "x" }] };
    expect(() => new Trial(aclRole, cib(A)).put(own)).toThrow(
      "permissions: there is no element x in the cluster (there is: a)",
    );
    const old = withAttributes(cib(A), { "validate-with": "pacemaker-1.3" });
    expect(() => new Trial(aclRole, old).put(ROLE)).toThrow(
      "an ACL role needs the schema pacemaker-2.0 or newer, and the cluster has pacemaker-1.3",
    );
  });

  test("is not deleted while a user has it, also one of its own name", () => {
    const tree = withAcls(
      `${R1}<acl_target id="r1"><role id="r1"/></acl_target><acl_group id="g"><role id="r1"/></acl_group>`,
    );
    const references = findReferences(tree, "r1");
    expect(references.map((r) => r.text)).toEqual(["acl_target r1", "acl_group g"]);
    expect(removalCommands(tree, "r1", references)).toEqual([
      "pcs acl role unassign r1 from user r1",
      "pcs acl role unassign r1 from group g",
    ]);
  });

  test("validates everything at once", () => {
    const permissions = [
      { kind: "admin", xpath: "/cib" },
      { kind: "read" },
      { kind: "read", xpath: "/cib", reference: "a", attribute: "id" },
    ];
    expect(failures(aclRole, { name: "r", permissions })).toEqual([
      'permissions | permissions: [0] kind: "admin" is not one of "read", "write", "deny"; ' +
        "[1] give one of xpath, reference, objectType; " +
        "[2] give one of xpath, reference, objectType; attribute: belongs to objectType",
    ]);
  });
});

describe("AclTarget and AclGroup", () => {
  const ROLES = `<acl_role id="r1"/><acl_role id="r2"/>`;
  // The output of pcs 0.11.5 for `acl user create` and `acl group create`.
  test("are written as pcs writes them", () => {
    const target = new Trial(aclTarget, withAcls(ROLES)).put({ name: "u1", roles: ["r1", "r2"] });
    expect(writeXml(target.cib)).toBe(
      writeXml(withAcls(`${ROLES}<acl_target id="u1"><role id="r1"/><role id="r2"/></acl_target>`)),
    );
    const group = new Trial(aclGroup, withAcls(ROLES)).put({ name: "g1", roles: ["r1"] });
    expect(writeXml(group.cib)).toBe(
      writeXml(withAcls(`${ROLES}<acl_group id="g1"><role id="r1"/></acl_group>`)),
    );
    expect([target.id, group.id]).toEqual(["acl_target/u1", "g1"]);
  });

  test("let a user, but not a group, have the name of a resource", () => {
    const tree = withAcls(ROLES);
    const user = new Trial(aclTarget, tree).then({ name: "a", roles: ["r1"] });
    expect(user.observe({ name: "a", roles: ["r1"] })).toEqual({ name: "a", roles: ["r1"] });
    expect(writeXml(user.put({ name: "a", roles: [] }, { name: "a", roles: ["r1"] }).cib)).toBe(
      writeXml(withAcls(`${ROLES}<acl_target id="a"/>`)),
    );
    expect(() => new Trial(aclGroup, tree).put({ name: "a", roles: [] })).toThrow(
      "name: the id a belongs to a primitive of the cluster; choose another name",
    );
  });

  test("refuse what is no name of a user", () => {
    expect(failures(aclTarget, { name: "o'brien", roles: [] })).toEqual([
      'name | name: "o\'brien" is not the name of a user',
    ]);
  });

  test("name the roles that there are", () => {
    expect(() => new Trial(aclTarget, withAcls(ROLES)).put({ name: "u", roles: ["x"] })).toThrow(
      "roles: there is no ACL role x in the cluster (there is: r1, r2)",
    );
  });

  test("warn of a Pacemaker that ignores groups", () => {
    const old = withAttributes(withAcls(ROLES), { crm_feature_set: "3.15.1" });
    expect(new Trial(aclGroup, old).put({ name: "g", roles: ["r1"] }).warnings).toEqual([
      "this Pacemaker ignores ACL groups (2.1.5 and later enforce them); use an AclTarget for each user",
      ...OFF,
    ]);
  });
});
