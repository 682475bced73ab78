import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { withAttributes } from "../../sdk/cib/xml/element";
import { parseXml } from "../../sdk/cib/xml/parse";
import { type Adopted, adopt, objectsOf } from "./adopt";

/** A folder with CIBs of others, such as `cts/scheduler/xml` of Pacemaker's repository. None of them is part of this project. */
const folder = process.env.PULUMI_PACEMAKER_CIBS;
const reason = " (skipped: PULUMI_PACEMAKER_CIBS names no folder with CIBs)";
const withCibs = folder === undefined ? test.skip : test;

/** The files are read by the newest Pacemaker, and use its names, whatever feature set they say. */
const NEWEST = { crm_feature_set: "3.20.5" };

/** What `crm_verify` refuses as well: "do not use same name and interval combination more than once per resource". */
const isInvalid = ({ refusal = "" }: Adopted): boolean => refusal.includes("occurs more than once");

const isAdopted = ({ refusal }: Adopted): boolean => refusal === undefined;

describe("Foreign CIBs", () => {
  withCibs(
    `of their objects, at least 99.5 % are declared by what is read, and putting it changes nothing${folder === undefined ? reason : ""}`,
    () => {
      const files = readdirSync(folder ?? "").filter((name) => name.endsWith(".xml"));
      const found = files.flatMap((name) => {
        const text = readFileSync(join(folder ?? "", name), "utf8");
        const cib = withAttributes(parseXml(text), NEWEST);
        const adopted = objectsOf(cib).map((e) => ({ file: name, ...adopt(cib, e) }));
        return adopted.filter((a) => !isInvalid(a));
      });
      const kinds = [...new Set(found.map(({ kind = "none" }) => kind))].sort();
      const lines = kinds.map((name) => {
        const own = found.filter(({ kind = "none" }) => kind === name);
        return `${name.padEnd(34)} ${own.filter(isAdopted).length} of ${own.length}`;
      });
      const refused = found.filter((f) => !isAdopted(f));
      const reasons = refused.map(
        (f) => `${f.file}: ${f.object}: ${f.refusal?.slice(0, 300) ?? ""}`,
      );
      process.stderr.write(
        `${files.length} files, ${found.length} objects\n${lines.join("\n")}\n${reasons.join("\n")}\n`,
      );
      expect(1 - refused.length / found.length).toBeGreaterThanOrEqual(0.995);
    },
    600_000,
  );
});
