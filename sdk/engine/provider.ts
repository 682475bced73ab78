import type * as pulumi from "@pulumi/pulumi";
import type * as engine from "../provider-process";

interface Provider extends Required<pulumi.dynamic.ResourceProvider> {
  engine(): typeof engine;
}

/**
 * The object that Pulumi serialises into every resource's state. It closes over nothing and loads the installed engine
 * by name, so its text is short, names no path and stays the same across releases: a test pins it, because each
 * change of it would show as a difference of every resource.
 */
export const provider: Provider = {
  engine() {
    try {
      return require("pulumi-pacemaker/engine");
    } catch (e) {
      throw new Error(
        "Cannot load pulumi-pacemaker/engine from " +
          process.cwd() +
          ": run `npm install pulumi-pacemaker` in the folder of this program. " +
          e,
      );
    }
  },
  async configure() {},
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
    return this.engine().destroy(id, props);
  },
};
