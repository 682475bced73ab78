import type { Element } from "../cib/xml/element";
import { type CibVersion, cibVersion } from "../cib/patch/patch-v2";

/** So many versions back no look can still be under way. */
const REMEMBERED = 1000;

/** Who has written that shortly before may be doing more. */
const RECENT = 10_000;

const keyOf = ({ adminEpoch, epoch }: CibVersion): string => `${adminEpoch}.${epoch}`;

/**
 * Tells the versions of the configuration that this process has made from those of other writers. The signature in the
 * CIB's header cannot: pcs, crm and we are all `cibadmin` there.
 */
export class ForeignWriters {
  private readonly known = new Set<string>();
  private foreignAt = -Infinity;
  private header: Element["attributes"] = {};

  /** A look at the cluster; the first one only says where this process has come in. */
  noteVersion(cib: Element): void {
    const version = keyOf(cibVersion(cib));
    if (this.known.has(version)) return;
    if (this.known.size > 0 && !this.isBookkeeping(cib)) this.foreignAt = Date.now();
    this.know(version);
    this.header = cib.attributes;
  }

  /** Pacemaker 1.1 writes one itself after a cleanup (`last-lrm-refresh`), and its crmd never replaces what others wrote. */
  private isBookkeeping(cib: Element): boolean {
    const { adminEpoch, epoch } = cibVersion(cib);
    const before = keyOf({ adminEpoch, epoch: epoch - 1 });
    return cib.attributes["update-client"] === "crmd" && this.known.has(before);
  }

  /** A version that a patch of ours is about to make. */
  expectVersion(version: CibVersion): void {
    this.know(keyOf(version));
  }

  /** The patch was refused: whoever makes that version now, it is not us. */
  forgetVersion(version: CibVersion): void {
    this.known.delete(keyOf(version));
  }

  private know(version: string): void {
    this.known.add(version);
    const [oldest] = this.known;
    if (this.known.size > REMEMBERED && oldest !== undefined) this.known.delete(oldest);
  }

  /** The foreign writer that was seen since shortly before that time (`Date.now()`), in words. */
  describeSince(time: number): string | undefined {
    return this.foreignAt >= time - RECENT ? this.describeLast : undefined;
  }

  /** The last foreign writer that was seen, as the CIB's header names it. */
  get describeLast(): string {
    const { "update-client": client, "update-user": user, "update-origin": origin } = this.header;
    const { epoch } = this.header;
    return `update-client ${client ?? "?"}, update-user ${user ?? "?"}, update-origin ${origin ?? "?"}, epoch ${epoch ?? "?"}`;
  }
}
