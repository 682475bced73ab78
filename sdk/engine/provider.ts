/* eslint @typescript-eslint/no-require-imports: "off" -- what is required is part of the text, and so would a comment be */
import type { Served } from "./serve";

interface Provider extends Served {
  engine(): Served;
  configure(): Promise<void>;
}

/**
 * The object that Pulumi serialises into every resource's state. It closes over nothing and loads the installed engine
 * by name, so its text is short, names no path and stays the same across releases: a test pins it, because each
 * change of it would show as a difference of every resource. `configure` has nothing to do; it is here because a method
 * that came later would change the text.
 */
export const provider: Provider = {
  engine() {
    try {
      return require("pulumi-pacemaker/engine") as Served;
    } catch (e) {
      throw new Error(
        `Cannot load pulumi-pacemaker/engine from ${process.cwd()}: run npm install pulumi-pacemaker in the folder of this program. ${String(e).split("\n")[0]}`,
      );
    }
  },
  configure() {
    return Promise.resolve();
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
