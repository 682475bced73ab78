"""
The daemon that holds the running version of the configuration and tells it to its peers, as CMAN inside corosync does.
The rules are those of the recordings 20 to 22.
"""
import json
import os
import socket
import socketserver
import subprocess
import sys
import threading
import time

import running
from conf import Conf, Unreadable, write_corosync

PORT = 5410
LOCK = threading.RLock()


def tell(host, message):
    """None where nobody answers."""
    try:
        with socket.create_connection((host, PORT), timeout=2) as connection:
            connection.sendall(json.dumps(message).encode() + b"\n")
            return json.loads(connection.makefile().readline())
    except (OSError, ValueError):
        return None


def peers(names):
    return [name for name in names if name != socket.gethostname()]


def load(known):
    """Takes the file's version, if it is as new as the version that is wanted; else `Error`, again every second."""
    try:
        conf = Conf()
    except Unreadable:
        conf = None
    if conf is None or conf.version < known["wanted"] or (known["stuck"] and conf.version <= known["version"]):
        if conf is not None and not known["error"]:
            apply(conf, known, suspended=True)
        running.save({**known, "error": True})
        return
    running.save({**known, "version": conf.version, "wanted": conf.version, "error": False, "stuck": False})
    apply(conf, known)


def apply(conf, known, suspended=False):
    """A suspended node has no quorum without its peers, in spite of two_node."""
    write_corosync(conf, known["name"], known["transport"], known["multicast"], two_node=conf.two_node and not suspended)
    running.call("corosync-cfgtool", "-R")


def want(version):
    known = running.state()
    if known and version > known["version"]:
        load({**known, "wanted": version})


def joined(node, version):
    """Who starts with a newer file stays unseen here until it starts again with an equal one (recording 21, C5)."""
    known = running.state()
    if known is None:
        return {"version": 0}
    others = [n for n in known["unseen"] if n != node]
    running.save({**known, "unseen": others + [node] if version > known["version"] else others})
    want(version)
    return {"version": known["version"]}


def reload():
    known = running.state()
    if known is None:
        return {}
    version = Conf().version
    if known["error"] and version == known["wanted"]:
        # The command loads the file before the retry of a suspended node, which then finds no newer one, for ever.
        running.save({**known, "version": version, "stuck": True})
        return {}
    want(version)
    for host in peers(Conf().names):
        threading.Thread(target=tell, args=(host, {"op": "version", "version": version})).start()
    return {}


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        message = json.loads(self.rfile.readline())
        with LOCK:
            answer = {
                "reload": reload,
                "version": lambda: want(message["version"]) or {},
                "join": lambda: joined(message["node"], message["version"]),
            }[message["op"]]()
        self.wfile.write(json.dumps(answer).encode() + b"\n")


def every_second():
    while True:
        time.sleep(1)
        with LOCK:
            known = running.state()
            if known is None:
                os._exit(0)
            if known["error"]:
                if not running.has_fault("slow-retry"):
                    load(known)
            elif known["fencing"] and running.member_ids() >= {i for _, i, _ in Conf().nodes}:
                running.save({**known, "fencing": []})


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def start():
    """In the background, until corosync ends."""
    with open(os.devnull, "r+b") as null:
        argv = [sys.executable, os.path.realpath(__file__)]
        subprocess.Popen(argv, stdin=null, stdout=null, stderr=null, start_new_session=True)


if __name__ == "__main__":
    threading.Thread(target=every_second, daemon=True).start()
    with Server(("", PORT), Handler) as server:
        server.serve_forever()
