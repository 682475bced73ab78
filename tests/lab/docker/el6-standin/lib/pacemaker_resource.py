"""crm_resource of 1.1: a cleanup erases the whole history, and the cluster probes again."""
import socket
import time

import pacemaker
from pacemaker import finish, real


def value_of(arguments, *names):
    return next((arguments[i + 1] for i, a in enumerate(arguments[:-1]) if a in names), None)


def crm_resource(version, arguments):
    cleans = {"--cleanup", "-C"} & set(arguments)
    if cleans:
        return cleanup(version, value_of(arguments, "--resource", "-r"), value_of(arguments, "--node", "-N"))
    result = real("crm_resource", *arguments)
    return finish(version.code(result.returncode), result.stdout, result.stderr)


def cleanup(version, resource, node):
    """1.1.10 reaches one node only (1.1.10/06-cleanup), and the resource alone; 1.1.18 its whole group, on every node
    (1.1.18/04-param-after-cleanup). Both write the property last-lrm-refresh (1.1.10/08-truncated, 1.1.18/unmanaged)."""
    if version.is_1110:
        node = node or socket.gethostname()
    where = ["--node", node] if node else []
    result = real("crm_resource", "--refresh", "--resource", resource, *where, *(["--force"] if version.is_1110 else []))
    if result.returncode != 0:
        code = {105: 19 if version.is_1110 else 6}.get(result.returncode, version.code(result.returncode))
        words = "No such device" if code == 19 else pacemaker.WORDS.get(code, "")
        found = "" if version.is_1110 else f"Resource '{resource}' not found\n"  # 1.1.18/03-errors
        return finish(code, stderr=f"{found}Error performing operation: {words}\n")
    now = str(int(time.time()))
    real("crm_attribute", "--type", "crm_config", "--name", "last-lrm-refresh", "--update", now)
    if version.is_1110:
        return finish(0, f"Waiting for 1 replies from the CRMd. OK\nCleaning up {resource} on {node}\n")
    return finish(0, result.stdout.replace("controller", "CRMd"))
