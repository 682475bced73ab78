import { logToEngine } from "./engine-log";
import { exitWithCli } from "./exit-with-cli";
import { makeProvider } from "./provider";
import { LIFECYCLES } from "./register";

// The provider process loads this file as `pulumi-pacemaker/engine`.
exitWithCli();
logToEngine();

const { check, diff, create, read, update, delete: remove } = makeProvider(LIFECYCLES);

export { check, diff, create, read, update, remove as delete };
