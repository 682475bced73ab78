import { info } from "../../log";
import { type Script, type Session, runChecked, scriptArgv } from "../ssh/session";

/**
 * Sets a password from standard input, and removes an expiry date that has come. Debian forky makes the account expired: then
 * `pcs host auth` fails with "Username and/or password is incorrect" (pacemaker 3.0.3-2).
 */
const SET_PASSWORD: Script = {
  label: "chpasswd",
  source: `
chpasswd || exit
day=$(getent shadow hacluster | cut -d: -f8)
case $day in ''|*[!0-9]*) exit 0 ;; esac
[ "$day" -gt $(($(date +%s) / 86400)) ] || { chage --expiredate -1 hacluster && echo renewed; }
`,
};

/** Sets the password of the user hacluster, which the nodes' pcsd use to authenticate one another. */
export async function setHaclusterPassword(session: Session, password: string): Promise<void> {
  const input = { stdin: `hacluster:${password}\n`, label: SET_PASSWORD.label };
  const done = await runChecked(session, scriptArgv(SET_PASSWORD), input);
  if (done.trim() === "renewed")
    info(
      `${session.node}: the account hacluster had expired, and pcs could not have logged in with it: its expiry date is removed`,
    );
}
