"""ccs_config_validate (recording 50): the part of the schema that a cluster of this kind uses."""
import socket
import sys
import xml.etree.ElementTree as ElementTree

import running
from conf import PATH, Conf, Unreadable

CMAN = {"two_node", "expected_votes", "transport", "port", "quorum_dev_poll", "cluster_id", "keyfile", "broadcast"}


def schema_errors(root):
    """As xmllint words them, without its line numbers where no program reads them."""
    if root.tag != "cluster" or not root.get("name") or not root.get("config_version"):
        yield "tempfile:1: element cluster: Relax-NG validity error : Element cluster failed to validate attributes"
    cman = root.find("cman")
    if cman is not None and (
        set(cman.attrib) - CMAN or cman.get("transport", "udp") not in ("udp", "udpu", "udpb", "rdma")
    ):
        yield "Relax-NG validity error : Extra element cman in interleave"
    if any(not node.get("nodeid") or not node.get("name") for node in root.iter("clusternode")):
        yield "tempfile:1: element clusternode: Relax-NG validity error : Element clusternodes has extra content: clusternode"
    known = {device.get("name") for device in root.iter("fencedevice")}
    for device in root.iter("device"):
        if device.get("name") not in known:
            yield f'tempfile:1: element device: validity error : IDREF attribute name references an unknown ID "{device.get("name")}"'


def check(path=PATH, quiet=False, by_file=False):
    """Exit codes: 0 valid, 3 not valid, 255 (1 with -f) not readable."""
    try:
        root = ElementTree.parse(path).getroot()
    except (FileNotFoundError, ElementTree.ParseError) as e:
        print(f"{path}: parser error : {e}", file=sys.stderr)
        if by_file:
            return 1
        print("\nUnable to get the configuration", file=sys.stderr)
        return 255
    if not by_file and socket.gethostname() not in [n.get("name") for n in root.iter("clusternode")]:
        print("Cannot find node name in cluster.conf \nUnable to get the configuration", file=sys.stderr)
        return 255
    errors = list(schema_errors(root))
    if errors:
        print("\n".join([*errors, "Configuration fails to validate"]), file=sys.stderr)
        return 3
    if not quiet:
        print("Configuration validates")
    return 0


def main(arguments):
    quiet = "-q" in arguments
    rest = [a for a in arguments if a not in ("-q", "-v", "-u")]
    if not rest:
        return check(quiet=quiet)
    option, *values = rest
    if option in ("-f", "-l") and len(values) == 1:
        running.delay("slow-validate")
        return check(values[0], quiet, by_file=option == "-f")
    if option == "-R" and len(values) == 1:
        try:
            newer = Conf().version > int(values[0])
        except (Unreadable, ValueError):
            return 253
        if newer:
            return check(quiet=quiet)
        print("Error: Configuration version is older than running config!", file=sys.stderr)
        return 254
    print(f"getopt: unrecognized option '{option}'", file=sys.stderr)
    return 255
