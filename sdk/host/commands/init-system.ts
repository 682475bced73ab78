import { NodeUnusable } from "../../errors";
import { cachePerSession, runChecked, type Session, type Script, scriptArgv } from "../ssh/session";

/** Observed facts of a service on a node. */
export interface ServiceFacts {
  readonly exists: boolean;
  /** `partly` means: on in one of the two runlevels for booting. */
  readonly boots: "on" | "off" | "partly";
  readonly runs: boolean;
  /**
   * Why a script in /etc/init.d has no unit: systemd 258 and later reads no scripts (`impossible`: the service then exists, and
   * only Pacemaker or an operator can start it), or an older one has not read it yet (`unread`).
   */
  readonly unit?: "impossible" | "unread";
}

/** All differences between SysV init and systemd. No other code checks which one a node has. */
interface InitSystem {
  /** Prints the state of the service $1, for `read`. */
  readonly inspect: Script;
  readonly read: (service: string, output: string) => ServiceFacts;
  readonly enable: Script;
  readonly disable: Script;
  readonly stop: Script;
}

/** Runlevels that EL6 boots into: text, and graphical. */
const BOOT_LEVELS = ["3", "5"];

/** Parses `chkconfig --list X`. A service that is not registered does not start at boot. */
export function parseBootLevels(service: string, output: string): ServiceFacts["boots"] {
  const line = output.split("\n").find((l) => l.split(/\s/)[0] === service) ?? "";
  const on = BOOT_LEVELS.filter((level) => line.includes(`${level}:on`));
  return on.length === 0 ? "off" : on.length < BOOT_LEVELS.length ? "partly" : "on";
}

/** Without --add, chkconfig reports "not referenced in any runlevel". A repeated --add changes nothing. */
export const chkconfig = (to: "on" | "off"): Script => ({
  label: `chkconfig ${to}`,
  source: `chkconfig --list "$1" >/dev/null 2>&1 || chkconfig --add "$1"; chkconfig "$1" ${to}`,
});

const SYSV: InitSystem = {
  inspect: {
    label: "chkconfig --list; service status",
    source: `
[ -x "/etc/init.d/$1" ] || exit 0
echo exists
chkconfig --list "$1" 2>/dev/null
timeout 30 service "$1" status >/dev/null 2>&1 </dev/null && echo runs
exit 0
`,
  },
  read: (service, output) => {
    const lines = output.split("\n");
    return {
      exists: lines.includes("exists"),
      boots: parseBootLevels(service, output),
      runs: lines.includes("runs"),
    };
  },
  enable: chkconfig("on"),
  disable: chkconfig("off"),
  stop: { label: "service stop", source: `service "$1" stop </dev/null` },
};

/**
 * Finds the init script of a unit, and whether it has one. If Pacemaker or an operator starts the service with its script in
 * /etc/init.d, systemd reports the unit as inactive, so the script is called as well. The variable keeps the script from calling
 * systemctl. A systemd that reads scripts has a generator that makes their units.
 */
const SCRIPT = `
script=$(systemctl show -p SourcePath -- "$1.service" | sed -n 's/^SourcePath=//p')
unit=
case $script in
  /etc/init.d/*|/etc/rc.d/init.d/*) ;;
  *) script= ;;
esac
if [ "$(systemctl show -p LoadState -- "$1.service")" = LoadState=not-found ] && [ -x "/etc/init.d/$1" ]; then
  unit=unread
  if ! ls /usr/lib/systemd/system-generators /lib/systemd/system-generators 2>/dev/null | grep -q sysv; then
    unit=impossible
    script=/etc/init.d/$1
  fi
fi
asked() { SYSTEMCTL_SKIP_REDIRECT=1 timeout "$@" >/dev/null 2>&1 </dev/null; }
`;

const SYSTEMD: InitSystem = {
  inspect: {
    label: "systemctl show, is-enabled",
    source: `
shown=$(systemctl show -p Id -p LoadState -p ActiveState -- "$1.service") || exit
printf '%s\\n' "$shown"
id=$(printf '%s\\n' "$shown" | sed -n 's/^Id=//p')
echo "Enabled=$(systemctl is-enabled -- "$id" 2>/dev/null)"
${SCRIPT}
[ -n "$unit" ] && echo "Unit=$unit"
[ -n "$script" ] && asked 30 "$script" status && echo Script=runs
exit 0
`,
  },
  read: (_service, output) => {
    const property = (name: string): string =>
      new RegExp(`^${name}=(.*)$`, "m").exec(output)?.[1] ?? "";
    const active = ["active", "activating", "reloading"].includes(property("ActiveState"));
    const unit = (["impossible", "unread"] as const).find((why) => why === property("Unit"));
    return {
      exists: !["not-found", ""].includes(property("LoadState")) || unit === "impossible",
      boots: property("Enabled").startsWith("enabled") ? "on" : "off",
      runs: active || property("Script") === "runs",
      ...(unit === undefined ? {} : { unit }),
    };
  },
  enable: { label: "systemctl enable", source: `systemctl enable -- "$1.service"` },
  disable: { label: "systemctl disable", source: `systemctl disable -- "$1.service"` },
  stop: {
    label: "systemctl stop",
    source: `
${SCRIPT}
[ -n "$unit" ] || systemctl stop -- "$1.service" || exit
if [ -n "$script" ] && asked 30 "$script" status; then
  SYSTEMCTL_SKIP_REDIRECT=1 "$script" stop </dev/null
fi
`,
  },
};

/** Checks for systemctl too: the tests' stand-in for EL6 and some containers run on systemd without offering it. */
const WHICH: Script = {
  label: "which init system",
  source: `
if [ -d /run/systemd/system ] && command -v systemctl >/dev/null; then echo systemd
elif command -v chkconfig >/dev/null && command -v service >/dev/null; then echo sysv
fi
exit 0
`,
};

/** Detects the init system of a node. @throws NodeUnusable when it is unknown */
const getInitSystem = cachePerSession(detect);

async function detect(session: Session): Promise<InitSystem> {
  const { stdout } = await session.run(scriptArgv(WHICH), { label: WHICH.label });
  if (stdout.trim() === "systemd") return SYSTEMD;
  if (stdout.trim() === "sysv") return SYSV;
  throw new NodeUnusable(
    session.node,
    "unknown init system: the node has neither systemd nor chkconfig and service",
  );
}

export async function inspectService(session: Session, service: string): Promise<ServiceFacts> {
  const { inspect, read } = await getInitSystem(session);
  return read(service, await runScript(session, inspect, service, 90));
}

export async function setServiceAtBoot(
  session: Session,
  service: string,
  verb: "enable" | "disable",
): Promise<void> {
  const { [verb]: script } = await getInitSystem(session);
  await runScript(session, script, service, 60);
}

export async function stopService(session: Session, service: string): Promise<void> {
  const { stop } = await getInitSystem(session);
  await runScript(session, stop, service, STOP_SECONDS);
}

/** Time limit of a stop: a servlet container with many threads takes minutes. */
const STOP_SECONDS = 300;

const runScript = (
  session: Session,
  script: Script,
  service: string,
  timeoutSeconds: number,
): Promise<string> =>
  runChecked(session, scriptArgv(script, service), {
    label: `${script.label} ${service}`,
    timeoutSeconds,
  });
