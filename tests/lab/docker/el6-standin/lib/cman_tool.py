"""cman_tool: status, nodes, version, services (recordings 00, 10, 20, 21)."""
import socket
import sys

import cmand
import fence_tool
import running
import validate
from conf import Conf, Unreadable, cluster_id, multicast_of

CLOSED = "cman_tool: Cannot open connection to cman, is it running ?"


def fail(*lines):
    print("\n".join(lines), file=sys.stderr)
    return 1


def seen(known):
    """Each node of the file, and whether it is a member."""
    present = running.member_ids()
    return [(n, i, v, i in present and n not in known["unseen"]) for n, i, v in Conf().nodes]


def flags(known, conf):
    return "".join(
        f"{flag} " for flag, on in [("2node", conf.two_node), ("Error", known["error"])] if on
    )


def status(known):
    conf = Conf()
    nodes = seen(known)
    votes = sum(v for _, _, v, member in nodes if member)
    me = next((n for n in nodes if n[0] == socket.gethostname()), (socket.gethostname(), 0, 1, True))
    quorum = max(conf.quorum, sum(v for _, _, v, _ in nodes) // 2 + 1) if known["error"] else conf.quorum
    blocked = "" if votes >= quorum else "Activity blocked"
    lines = [
        "Version: 6.2.0",
        f"Config Version: {known['version']}",
        f"Cluster Name: {known['name']}",
        f"Cluster Id: {cluster_id(known['name'])}",
        "Cluster Member: Yes",
        "Cluster Generation: 8",
        "Membership state: Cluster-Member",
        f"Nodes: {sum(1 for n in nodes if n[3])}",
        f"Expected votes: {conf.expected}",
        f"Total votes: {votes}",
        f"Node votes: {me[2]}",
        f"Quorum: {quorum} {blocked} ",
        "Active subsystems: 5",
        f"Flags: {flags(known, conf)}",
        "Ports Bound: 0  ",
        f"Node name: {me[0]}",
        f"Node ID: {me[1]}",
        f"Multicast addresses: {multicast_of(known['name'], known['transport'], known['multicast'])} ",
        f"Node addresses: {socket.gethostbyname(me[0])} ",
    ]
    print("\n".join(lines))
    return 0


def option(arguments, name):
    return arguments[arguments.index(name) + 1] if name in arguments[:-1] else None


def nodes(known, arguments):
    only = option(arguments, "-n")
    form = option(arguments, "-F")
    if form is None:
        print("Node  Sts   Inc   Joined               Name")
    for name, number, votes, member in seen(known):
        if only not in (None, name):
            continue
        kind = "M" if member else "X"
        if form is not None:
            fields = {"id": number, "type": kind, "votes": votes, "name": name}
            print("".join(f"{fields[key]} " for key in form.split(",")))
        else:
            when = "2026-01-01 00:00:00" if member else ""
            print(f"{number:4}   {kind} {8 if member else 0:6}   {when:19}  {name}")
    return 0


def version(known, arguments):
    if not any(a.startswith("-r") for a in arguments):
        print(f"6.2.0 config {known['version']}")
        return 0
    if "-r" not in arguments:
        print("Warning: specifying a version for the -r flag is deprecated and no longer used", file=sys.stderr)
    code = 0 if "-DNONE" in arguments else validate.check(quiet=True)
    if code not in (0, 3):
        return fail("cman_tool: Not reloading, generic error running ccs_config_validate")
    if code != 0:
        return fail("cman_tool: Not reloading, configuration is not valid")
    if "-S" not in arguments:
        return fail(
            "sh: line 1: /usr/bin/ccs_sync: No such file or directory",
            "cman_tool: ccs_sync failed.",
            "If you have distributed the config file yourself, try re-running with -S",
        )
    if Conf().version <= known["version"]:
        return fail("cman_tool: Not reloading, config version older or equal the running config")
    running.delay("slow-reload")
    cmand.tell("127.0.0.1", {"op": "reload"})
    return 0


def main(arguments):
    verb, *rest = arguments or [""]
    known = running.state()
    if known is None:
        return fail(CLOSED)
    try:
        if verb == "status":
            return status(known)
        if verb == "nodes":
            return nodes(known, rest)
        if verb == "version":
            return version(known, rest)
        if verb == "services":
            return fence_tool.main(["ls"])
    except Unreadable as e:
        return fail(str(e))
    return fail(f"cman_tool: unknown option: {verb}")
