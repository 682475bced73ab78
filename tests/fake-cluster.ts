import type { CommandResult, RunOptions, Session } from "../sdk/host/ssh/session";
import { PATCH, SEPARATOR, SNAPSHOT } from "../sdk/host/commands/pacemaker-scripts";
import { isTargetStopped } from "../sdk/cib/model/target-role";
import { type Element, idOf, walk } from "../sdk/cib/xml/element";
import { writeXml } from "../sdk/cib/xml/parse";
import { applyPatch } from "./cib/patch/apply-patch";
import { cib, fixture } from "./helpers";

const answer = (stdout: string): Promise<CommandResult> =>
  Promise.resolve({ stdout, stderr: "", exitCode: 0 });

/** A session to a cluster that accepts every patch and starts every resource immediately, unless it is disabled. */
export class FakeCluster implements Session {
  readonly node = "rsha1";
  /** What `pacemakerd --features` prints. */
  features = " Supporting v3.16.2:  lsb upstart systemd";

  constructor(public present: Element = cib()) {}

  run(argv: readonly string[], { stdin = "" }: RunOptions = {}): Promise<CommandResult> {
    if (argv[0] === "pacemakerd") return answer(this.features);
    if (argv[0] === "crm_resource") return answer(metadata(argv.at(-1) ?? ""));
    if (argv.includes(SNAPSHOT.source))
      return answer([writeXml(this.present), SEPARATOR, this.simulation()].join("\n"));
    if (argv.includes(PATCH.source)) this.apply(stdin.replace(/end of patch.*$/, ""));
    else return answer(writeXml(this.present));
    return answer(`committed\n${writeXml({ ...this.present, children: [] })}`);
  }

  close(): void {
    // The fake opens no connection.
  }

  private apply(patch: string): void {
    const next = applyPatch(this.present, patch);
    const epoch = String(Number(this.present.attributes.epoch) + 1);
    this.present = { ...next, attributes: { ...next.attributes, epoch, num_updates: "0" } };
  }

  private simulation(): string {
    const started = walk(this.present)
      .filter(({ name }) => name === "primitive")
      .map(
        (e) =>
          `<resource id="${idOf(e)}" active="${!isTargetStopped(e)}" failed="false" blocked="false"><node name="rsha1"/></resource>`,
      );
    return `<pacemaker-result><cluster_status><resources>${started.join("")}</resources></cluster_status><transition/></pacemaker-result>`;
  }
}

const metadata = (agent: string): string => fixture(`agents/${agent.replaceAll(":", "_")}.xml`);
