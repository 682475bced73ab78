"""/etc/init.d/cman and /etc/init.d/pacemaker: their words, exit codes and order (recordings 00, 01, 31, 40, 41)."""
import os
import re
import socket
import sys
import time

import cmand
import pacemaker as dialect
import running
import validate
from conf import COROSYNC, PATH, Conf, Unreadable, write_corosync

OK = "[  OK  ]"
FAILED = "[FAILED]"
SYSCONFIG = "/etc/sysconfig/cman"
PIDFILE = "/run/cman.pid"
HOLLOW = f"{running.DIRECTORY}/hollow"


class Failed(Exception):
    """A step failed; what it says comes before `[FAILED]`."""


def step(words, work=lambda: None):
    print(f"   {words}... ", end="", flush=True)
    try:
        work()
    except Failed as e:
        print(f"{e}\n{FAILED}\r")
        raise
    print(f"{OK}\r")


def setting(name, default):
    try:
        with open(SYSCONFIG, encoding="utf-8") as file:
            found = re.findall(rf"^\s*{name}=(\S*)", file.read(), re.M)
    except FileNotFoundError:
        found = []
    return found[-1] if found else default


def network_manager():
    linked = [d for n in range(7) for d in os.listdir(f"/etc/rc{n}.d") if re.fullmatch(r"S\d\dNetworkManager", d)]
    if linked or running.pid_of("NetworkManager"):
        raise Failed("\nNetwork Manager is either running or configured to run. Please disable it in the cluster.")


def checked_conf():
    """The file, as the start takes it: not valid by the schema is only said (CONFIG_VALIDATION=WARN, recording 41, h)."""
    try:
        conf = Conf()
    except Unreadable as e:
        died = "" if "cannot find" in str(e) else "\ncorosync died: Could not read cluster configuration Check cluster logs for details"
        raise Failed(f"{e}{died}") from None
    if socket.gethostname() not in conf.names:
        raise Failed(
            "Cannot find node name in cluster.conf\nUnable to get the configuration\n"
            "cman_tool: corosync daemon didn't start Check cluster logs for details"
        )
    invalid = validate.check(quiet=True) != 0
    if invalid and setting("CONFIG_VALIDATION", "WARN") == "FAIL":
        raise Failed("cman_tool: Not joining, configuration is not valid Check cluster logs for details")
    return conf


def start_corosync():
    if running.state():
        return
    if running.pid_of("corosync"):
        raise Failed("Corosync Cluster Engine is already running")
    conf = checked_conf()
    if running.has_fault("cman-start"):
        raise Failed("cman_tool: Cannot open connection to cman, is it running ? Check cluster logs for details")
    join(conf)
    write_corosync(conf, conf.name, conf.transport, conf.multicast)
    if running.call(running.SYSTEMCTL, "start", "corosync").returncode != 0:
        raise Failed("cman_tool: corosync daemon didn't start Check cluster logs for details")
    known = {"name": conf.name, "transport": conf.transport, "multicast": conf.multicast, "version": conf.version}
    running.save({**known, "wanted": conf.version, "error": False, "stuck": False, "fenced": False, "dlm": False, "fencing": [], "unseen": []})
    with open(PIDFILE, "w", encoding="utf-8") as file:
        file.write(f"{running.pid_of('corosync')}\n")
    cmand.start()


def join(conf):
    """An older file than that of who runs does not come up (recording 21)."""
    me = socket.gethostname()
    answers = [cmand.tell(n, {"op": "join", "node": me, "version": conf.version}) for n in cmand.peers(conf.names)]
    if max([a["version"] for a in answers if a], default=0) > conf.version:
        time.sleep(12)
        raise Failed("cman_tool: Cannot open connection to cman, is it running ? Check cluster logs for details")


def absent():
    present = running.member_ids()
    return [name for name, number, _ in Conf().nodes if number not in present]


def join_fence_domain():
    """Waits for the others, then fences who is absent, which never ends here; the start goes on (recording 01)."""
    known = running.state()
    if known["fenced"]:
        return
    end = time.time() + int(setting("FENCED_MEMBER_DELAY", "45"))
    while absent() and time.time() < end:
        time.sleep(0.5)
    running.save({**running.state(), "fenced": True, "fencing": absent()})


def start_dlm():
    running.save({**running.state(), "dlm": True})


STARTS = [
    ("Checking if cluster has been disabled at boot", lambda: None),
    ("Checking Network Manager", network_manager),
    ("Global setup", lambda: None),
    ("Loading kernel modules", lambda: None),
    ("Mounting configfs", lambda: None),
    ("Starting cman", start_corosync),
    ("Waiting for quorum", lambda: None),
    ("Starting fenced", lambda: None),
    ("Starting dlm_controld", start_dlm),
    ("Tuning DLM kernel config", lambda: None),
    ("Unfencing self", lambda: None),
    ("Joining fence domain", join_fence_domain),
]


def start_cman():
    print("Starting cluster: ")
    try:
        for words, work in STARTS:
            step(words, work)
    except Failed:
        while running.has_fault("endless-start"):  # a failed stop inside a failed start begins again (READ in the script)
            stop_cman()
            time.sleep(1)
        stop_cman()
        return 1
    return 0


def stop_dlm():
    """It does not go while clvmd or gfs2 has a lockspace; nothing after it is stopped then."""
    if running.state() and running.has_fault("dlm-stays"):
        time.sleep(2)
        raise Failed("")
    if running.state():
        running.save({**running.state(), "dlm": False})


def stop_fenced():
    """While a victim waits, fenced does not leave (recordings 40, 41)."""
    known = running.state()
    if known and known["fencing"]:
        time.sleep(30)
        raise Failed("")
    if known:
        running.save({**known, "fenced": False})


def stop_corosync():
    if running.pid_of("pacemakerd") and running.state():
        time.sleep(60)
        raise Failed("Timed-out waiting for cluster")
    if running.state() is None:
        return
    running.call(running.SYSTEMCTL, "stop", "corosync")
    running.forget()
    for path in (PIDFILE, COROSYNC):
        if os.path.exists(path):
            os.remove(path)


def stop_cman():
    print("Stopping cluster: ")
    try:
        step("Leaving fence domain")
        step("Stopping dlm_controld", stop_dlm)
        step("Stopping fenced", stop_fenced)
        step("Stopping cman", stop_corosync)
    except Failed:
        return 1
    step("Unloading kernel modules")
    step("Unmounting configfs")
    return 0


def status_cman():
    """What it says, and the exit code."""
    if running.pid_of("corosync") is None:
        return ("Found stale pid file", 1) if os.path.exists(PIDFILE) else ("corosync is stopped", 3)
    known = running.state()
    if known is None:
        return "cman is not running", 3
    if not known["fenced"]:
        return ("fenced dead but pid file exists", 1) if known["dlm"] else ("fenced is stopped", 3)
    return ("cluster is running.", 0) if known["dlm"] else ("dlm_controld is stopped", 3)


def say(answer):
    print(answer[0])
    return answer[1]


def status_pacemaker():
    pid = running.pid_of("pacemakerd")
    if pid or os.path.exists(HOLLOW):
        return f"pacemakerd (pid  {pid or os.getpid()}) is running...", 0
    if os.path.exists(f"{running.DIRECTORY}/pacemakerd.pid"):
        return "pacemakerd dead but pid file exists", 1
    return "pacemakerd is stopped", 3


def mark(path, there):
    os.makedirs(running.DIRECTORY, exist_ok=True)
    if there:
        with open(path, "w", encoding="utf-8"):
            pass
    elif os.path.exists(path):
        os.remove(path)


def start_pacemaker():
    """Starts cman where that does not run; without a cluster.conf it says OK and nothing works (recording 41, d)."""
    if not os.path.exists(PATH):
        mark(HOLLOW, True)
        print(f"Starting Pacemaker Cluster Manager{OK}\r")
        return 0
    if status_cman()[1] != 0 and start_cman() != 0:
        print("Aborting startup of Pacemaker Cluster Manager")
        return 1
    version = dialect.chosen()
    if version is not None:
        dialect.seed(version)
    if running.call(running.SYSTEMCTL, "start", "pacemaker").returncode != 0:
        print(f"Starting Pacemaker Cluster Manager{FAILED}\r")
        return 1
    mark(f"{running.DIRECTORY}/pacemakerd.pid", True)
    print(f"Starting Pacemaker Cluster Manager{OK}\r")
    return 0


def stop_pacemaker(skip_cman):
    mark(HOLLOW, False)
    if running.pid_of("pacemakerd") is None:
        print(f"Pacemaker Cluster Manager is already stopped{OK}\r")
    else:
        print(f"Waiting for shutdown of managed resources{OK}\r")
        running.call(running.SYSTEMCTL, "stop", "pacemaker", timeout=1800)
        print(f"Leaving fence domain{OK}\rStopping fenced{OK}\rSignaling Pacemaker Cluster Manager to terminate{OK}\r")
        print(f"Waiting for cluster services to unload.{OK}\r")
    mark(f"{running.DIRECTORY}/pacemakerd.pid", False)
    known = running.state()
    if known:  # it kills fenced, so that no victim keeps the rest from stopping
        running.save({**known, "fenced": False, "fencing": []})
    if not skip_cman:
        stop_cman()
    return 0  # whatever `service cman stop` has returned: the real script ends with `exit $rtrn`, which is 0


def cman(arguments):
    verbs = {"start": start_cman, "stop": stop_cman, "status": lambda: say(status_cman())}
    return run(verbs, arguments, "cman")


def pacemaker(arguments):
    verbs = {
        "start": start_pacemaker,
        "stop": lambda: stop_pacemaker("--skip-cman" in arguments),
        "status": lambda: say(status_pacemaker()),
    }
    return run(verbs, arguments, "pacemaker")


def run(verbs, arguments, name):
    verb = arguments[0] if arguments else ""
    if verb == "restart":
        return verbs["stop"]() or verbs["start"]()
    if verb in verbs:
        return verbs[verb]()
    print(f"Usage: /etc/init.d/{name} {{start|stop|restart|status}}", file=sys.stderr)
    return 2
