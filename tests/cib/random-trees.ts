import { COMMENT, type Element, element } from "../../sdk/cib/xml/element";

type Random = () => number;

const below = (random: Random, n: number): number => Math.floor(random() * n);
const SECTIONS = ["crm_config", "resources", "constraints"];
const TAGS = ["primitive", "group", "clone"];

/** Builds pairs of trees like configurations: unique ids, sections without an id, comments that stay. */
export class RandomTrees {
  private made = 0;

  constructor(private readonly random: Random) {}

  tree(): Element {
    const sections = SECTIONS.map((name) => element(name, {}, this.children(1)));
    return element("cib", { epoch: "7", admin_epoch: "0" }, [
      element("configuration", {}, sections),
    ]);
  }

  /** Returns the tree after some edits. Removed elements may come back in other positions. */
  edited(tree: Element): Element {
    const loose: Element[] = [];
    return this.edit(this.edit(tree, loose), loose);
  }

  private children(depth: number): Element[] {
    return Array.from({ length: below(this.random, 5) }, () =>
      this.random() < 0.15 ? element(COMMENT) : this.node(depth),
    );
  }

  private node(depth: number): Element {
    const tag = TAGS[below(this.random, TAGS.length)] ?? "";
    const attributes = { id: `n${String(this.made++)}`, v: this.value(), w: this.value() };
    return element(tag, attributes, depth > 0 ? this.children(depth - 1) : []);
  }

  private value(): string | undefined {
    return [undefined, "1", `<&'">`, " \n€"][below(this.random, 4)];
  }

  private edit(e: Element, loose: Element[]): Element {
    const changed = this.random() < 0.2 ? { ...e.attributes, v: this.value() } : e.attributes;
    if (!("id" in e.attributes) && !SECTIONS.includes(e.name))
      return { ...e, children: e.children.map((c) => this.edit(c, loose)) };
    return element(e.name, changed, this.editChildren(e, loose));
  }

  private editChildren(e: Element, loose: Element[]): Element[] {
    const kept = e.children.filter((c) => {
      const isRemoved = c.name !== COMMENT && this.random() < 0.15;
      if (isRemoved) loose.push(c);
      return !isRemoved;
    });
    const edited = kept.map((c) => (c.name === COMMENT ? c : this.edit(c, loose)));
    if (this.random() < 0.3) this.shuffle(edited);
    if (this.random() < 0.3) this.insert(edited, this.node(1));
    const back = this.random() < 0.3 ? loose.pop() : undefined;
    if (back) this.insert(edited, back);
    return edited;
  }

  private insert(list: Element[], e: Element): void {
    list.splice(below(this.random, list.length + 1), 0, e);
  }

  private shuffle(list: Element[]): void {
    for (let i = list.length - 1; i > 0; i--)
      this.insert(list, ...(list.splice(below(this.random, i), 1) as [Element]));
  }
}
