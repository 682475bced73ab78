"""cluster.conf as CMAN reads it, and the corosync.conf that stands for it here."""
import re
import socket
import xml.etree.ElementTree as ElementTree

PATH = "/etc/cluster/cluster.conf"
COROSYNC = "/etc/corosync/corosync.conf"


class Unreadable(Exception):
    """The message is what EL6's programs print."""


class Conf:
    def __init__(self, path=PATH):
        try:
            root = ElementTree.parse(path).getroot()
        except FileNotFoundError:
            raise Unreadable(f"xmlconfig cannot find {path}") from None
        except ElementTree.ParseError as e:
            raise Unreadable(f"{path}:{e.position[0]}: parser error : {e}") from None
        self.root = root
        self.name = root.get("name", "")
        self.version = int(root.get("config_version", "0"))
        cman = root.find("cman")
        self.cman = dict(cman.attrib) if cman is not None else {}
        multicast = root.find("cman/multicast")
        self.multicast = multicast.get("addr") if multicast is not None else None
        self.totem = dict(root.find("totem").attrib) if root.find("totem") is not None else {}
        self.nodes = [
            (n.get("name"), int(n.get("nodeid", "0")), int(n.get("votes", "1")))
            for n in root.findall("clusternodes/clusternode")
        ]

    @property
    def transport(self):
        return self.cman.get("transport", "udp")

    @property
    def two_node(self):
        return self.cman.get("two_node") == "1"

    @property
    def names(self):
        return [name for name, _, _ in self.nodes]

    @property
    def expected(self):
        given = self.cman.get("expected_votes")
        return int(given) if given else sum(votes for _, _, votes in self.nodes)

    @property
    def quorum(self):
        """two_node: 1; else more than half of the votes (recordings 20, 22)."""
        return 1 if self.two_node else max(self.expected, sum(v for _, _, v in self.nodes)) // 2 + 1


def cluster_id(name):
    """As cman makes it: `pacemaker1` is 42353, `other` 3436 (recordings 10, 64)."""
    value = 0
    for character in name:
        value = (value << 1) + ord(character)
    return value & 0xFFFF


def multicast_of(name, transport, given=None):
    """239.192.165.23 for `pacemaker1`, and 255.255.255.255 with udpu (recordings 10, 40)."""
    if transport == "udpu":
        return "255.255.255.255"
    number = cluster_id(name)
    return given or f"239.192.{number >> 8}.{number % 255}"


def write_corosync(conf, name, transport, multicast, two_node=None):
    """Name, transport and multicast address are those of the start: CMAN changes none of them while it runs."""
    address = socket.gethostbyname(socket.gethostname())
    udp = f"mcastaddr: {multicast_of(name, transport, multicast)}\n" if transport == "udp" else ""
    options = "".join(f"  {k}: {v}\n" for k, v in conf.totem.items() if re.fullmatch("[a-z_]+", k))
    nodes = "".join(
        f"  node {{\n    ring0_addr: {n}\n    name: {n}\n    nodeid: {i}\n    quorum_votes: {v}\n  }}\n"
        for n, i, v in conf.nodes
    )
    total = sum(votes for _, _, votes in conf.nodes)
    alone = conf.two_node if two_node is None else two_node
    two = "  two_node: 1\n  wait_for_all: 0\n" if alone else f"  expected_votes: {total if conf.two_node else conf.expected}\n"
    text = (
        f"totem {{\n  version: 2\n  cluster_name: {name}\n  transport: {transport}\n  token: 10000\n{options}"
        f"  interface {{\n    ringnumber: 0\n    bindnetaddr: {address}\n    mcastport: 5405\n    {udp}  }}\n}}\n"
        f"nodelist {{\n{nodes}}}\n"
        f"quorum {{\n  provider: corosync_votequorum\n{two}}}\n"
        "logging {\n  to_syslog: no\n  to_logfile: yes\n  logfile: /var/log/cluster/corosync.log\n}\n"
    )
    with open(COROSYNC, "w", encoding="utf-8") as file:
        file.write(text)
