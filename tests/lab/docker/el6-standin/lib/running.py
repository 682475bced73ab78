"""What runs on this node: processes, members, and the state of the stand-in's own cman."""
import json
import os
import re
import subprocess
import time

DIRECTORY = "/run/el6-standin"
STATE = f"{DIRECTORY}/state.json"
SYSTEMCTL = "/opt/el6-standin/bin/systemctl"
FAULTS = "/etc/el6-standin-faults"


def call(*argv, timeout=200):
    return subprocess.run(argv, capture_output=True, text=True, timeout=timeout, check=False)


def pid_of(program):
    found = call("pidof", "-s", program)
    return int(found.stdout) if found.returncode == 0 else None


def alive(pid):
    return pid is not None and os.path.exists(f"/proc/{pid}")


def state():
    """None where cman does not run."""
    try:
        with open(STATE, encoding="utf-8") as file:
            known = json.load(file)
    except FileNotFoundError:
        return None
    return known if pid_of("corosync") is not None else None


def save(known):
    os.makedirs(DIRECTORY, exist_ok=True)
    with open(f"{STATE}.new", "w", encoding="utf-8") as file:
        json.dump(known, file)
    os.rename(f"{STATE}.new", STATE)


def forget():
    if os.path.exists(STATE):
        os.remove(STATE)


def member_ids():
    text = call("corosync-cmapctl", "runtime.members").stdout
    return {int(i) for i in re.findall(r"runtime\.members\.(\d+)\.status \(str\) = joined", text)}


def delay(name):
    """As long as a test asks for it: so that a run can be disturbed just there."""
    while has_fault(name):
        time.sleep(0.1)


def has_fault(name):
    """Faults that a test asks for, one in a line."""
    try:
        with open(FAULTS, encoding="utf-8") as file:
            return name in file.read().split()
    except FileNotFoundError:
        return False
