import type { Served } from "./serve";

interface Provider extends Served {
  engine(): Served;
  configure(): Promise<void>;
}

/**
 * The object that Pulumi serialises into every resource's state. It closes over nothing and loads the installed engine
 * by name, so its text is short, names no path and stays the same across releases: a test pins it, because each
 * change of it would show as a difference of every resource.
 */
export const provider: Provider = {
  engine() {
    try {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- what is required is part of the text
      return require("pulumi-pacemaker/engine") as Served;
    } catch (e) {
      throw new Error(
        `Cannot load pulumi-pacemaker/engine from ${process.cwd()}: run npm install pulumi-pacemaker in the folder of this program. ${String(e)}`,
      );
    }
  },
  async configure() {
    // nothing to configure; the method is here so that adding one later does not change the text
  },
  async check(olds, news) {
    return this.engine().check(olds, news);
  },
  async diff(id, olds, news) {
    return this.engine().diff(id, olds, news);
  },
  async create(inputs) {
    return this.engine().create(inputs);
  },
  async read(id, props) {
    return this.engine().read(id, props);
  },
  async update(id, olds, news) {
    return this.engine().update(id, olds, news);
  },
  async delete(id, props) {
    return this.engine().delete(id, props);
  },
};
