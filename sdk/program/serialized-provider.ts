/**
 * The code that Pulumi keeps in every resource's state (`__provider`) and runs in the provider process: `handler` returns
 * the provider, in every version of the SDK (cmd/dynamic-provider). It loads the installed engine by name, so it names no
 * path and stays the same across releases; a test pins it, because it is in every user's state, twice per resource.
 *
 * `pulumi.dynamic.Resource` makes such a text from an object of functions. That one is eight times as long, makes each
 * program load the serialiser, and depends on its version.
 */
export const SERIALIZED_PROVIDER = `exports.handler = () => {
  try {
    return require("pulumi-pacemaker/engine");
  } catch (e) {
    throw new Error(\`Cannot load pulumi-pacemaker/engine from \${process.cwd()}: run npm install pulumi-pacemaker in the folder of this program. \${String(e).split("\\n")[0]}\`);
  }
};
`;
