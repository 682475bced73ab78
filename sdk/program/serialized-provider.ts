/**
 * The code that Pulumi stores in every resource's state (`__provider`) and runs in the provider process. `handler` returns
 * the provider in every version of the SDK (cmd/dynamic-provider). The code loads the installed engine by name, so it
 * contains no path and stays the same across releases. A test pins it, because every user's state contains it twice per
 * resource.
 *
 * `pulumi.dynamic.Resource` serialises an object of functions instead. That text is eight times as long, makes each program
 * load the serialiser, and depends on the serialiser's version.
 */
export const SERIALIZED_PROVIDER = `exports.handler = () => {
  try {
    return require("pulumi-pacemaker/engine");
  } catch (e) {
    throw new Error(\`Cannot load pulumi-pacemaker/engine from \${process.cwd()}: run npm install pulumi-pacemaker in the folder of this program. \${String(e).split("\\n")[0]}\`);
  }
};
`;
