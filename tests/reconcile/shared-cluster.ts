import type { ClusterAddress } from "../../sdk/host/ssh/connection";
import { PATCH } from "../../sdk/host/commands/pacemaker-scripts";
import * as sessions from "../../sdk/host/ssh/session";
import { type Element, withAttributes } from "../../sdk/cib/xml/element";
import { FakeCluster } from "../fake-cluster";

/** An address that no other test uses: equal addresses share one `Cluster`. */
export const ownAddress = (): ClusterAddress => ({
  nodes: [{ name: "rsha1", host: expect.getState().currentTestName ?? "" }],
});

/** A cluster in which another writer may change the CIB after a patch. Its commands do not wait. */
export class SharedCluster extends FakeCluster {
  /** Number of applied patches. */
  patches = 0;
  /** Number of patches to refuse because another writer was faster. */
  refused = 0;

  /** @param interfere returns the other writer's CIB after the nth patch; `undefined` leaves it as it is */
  constructor(
    present: Element,
    private readonly interfere: (cib: Element, nth: number) => Element | undefined = () =>
      undefined,
  ) {
    super(present);
    jest.spyOn(sessions, "openSession").mockResolvedValue(this);
  }

  override async run(
    argv: readonly string[],
    options?: sessions.RunOptions,
  ): Promise<sessions.CommandResult> {
    if (!argv.includes(PATCH.source)) return super.run(argv, options);
    if (this.refused-- > 0) return { stdout: "", stderr: "refused", exitCode: 103 };
    const result = await super.run(argv, options);
    this.patches += 1;
    const other = this.interfere(this.present, this.patches);
    if (!other) return result;
    const epoch = String(Number(this.present.attributes.epoch) + 1);
    this.present = withAttributes(other, { epoch });
    return result;
  }
}

/** The status of a node on which these resources were started. */
export const startedOn = (node: string, ...ids: readonly string[]): string => {
  const history = ids.map(
    (id) =>
      `<lrm_resource id="${id}"><lrm_rsc_op id="${id}_last_0" operation="start" call-id="7" rc-code="0" op-status="0" interval="0"/></lrm_resource>`,
  );
  return `<node_state uname="${node}" in_ccm="true" crmd="online"><lrm><lrm_resources>${history.join("")}</lrm_resources></lrm></node_state>`;
};
