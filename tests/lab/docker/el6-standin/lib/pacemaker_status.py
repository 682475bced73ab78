"""crm_mon and crm_simulate of 1.1 (the states of tests/fixtures/pacemaker-1.1)."""
import re
import xml.etree.ElementTree as ElementTree

from pacemaker import DOWN, finish, real

RESOURCE = "id resource_agent role active orphaned managed failed failure_ignored nodes_running_on".split()
NODE = "name id online standby standby_onfail maintenance pending unclean shutdown expected_up is_dc resources_running type"
# The attributes that 1.1 writes, of the elements that got more of them since.
ATTRIBUTES = {
    "resource": RESOURCE,
    "group": ["id", "number_resources"],
    "clone": ["id", "multi_state", "unique", "managed", "failed", "failure_ignored"],
}
ROLES = {"Promoted": "Master", "Unpromoted": "Slave", "Starting": "Stopped", "Stopping": "Started"}


def crm_mon(version, arguments):
    result = real("crm_mon", *arguments)
    code = version.code(result.returncode)
    if code == 107:
        return finish(code, f"\nConnection to cluster failed: {DOWN}\n")
    is_xml = code == 0 and {"--as-xml", "-X"} & set(arguments)
    return finish(code, monitor(version, result.stdout) if is_xml else result.stdout, without_upgrade(result.stderr))


def monitor(version, text):
    root = ElementTree.fromstring(text)
    root.set("version", version.number)
    if version.is_1110:  # no history, no attributes, no failures
        parts = [p for p in root if p.tag not in ("summary", "nodes", "resources")]
        parts += root.findall("summary/cluster_options")
        for part in parts:
            next(p for p in root.iter() if part in list(p)).remove(part)
    more = [] if version.is_1110 else ["target_role", "blocked"]
    for e in root.iter():
        known = ATTRIBUTES.get(e.tag)
        if known:
            keep(e, known + more if e.tag == "resource" else known)
        if e.tag == "resource":
            e.set("resource_agent", re.sub("^ocf:", "ocf::", e.get("resource_agent", "")))
            e.set("role", ROLES.get(e.get("role"), e.get("role", "")))
    for node in root.findall("nodes/node"):
        keep(node, NODE.split())
    for e, name, value in [("stack", "type", "cman"), ("current_dc", "version", f"{version.number}-{version.build}")]:
        found = root.find(f"summary/{e}")
        if found is not None and name in found.attrib:
            found.set(name, value)
    return f'<?xml version="1.0"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def keep(e, names):
    for name in set(e.attrib) - set(names):
        del e.attrib[name]


def crm_simulate(version, arguments):
    result = real("crm_simulate", *arguments)
    code = version.code(result.returncode)
    return finish(code, transition(version, result.stdout), without_upgrade(result.stderr))


def without_upgrade(stderr):
    """The old schema is converted in memory, which 2.1 comments: 1.1 has nothing to convert."""
    return re.sub(r"^INFO: .*\n", "", stderr, flags=re.M)


def transition(version, text):
    """The same words as those of 2.1, but for headings, bullets and, in 1.1.10, tabs."""
    text = text.replace("Executing Cluster Transition:", "Executing cluster transition:")
    text = text.replace("Revised Cluster Status:", "Revised cluster status:")
    section = ""
    lines = [""]
    for line in text.splitlines():
        if line and not line.startswith(" "):
            section = line
        if line.strip() in ("* Node List:", "* Full List of Resources:"):
            continue
        lines.append(status_line(version, line) if "status" in section else action_line(version, line))
    return "\n".join(lines) + "\n"


def status_line(version, line):
    found = re.fullmatch(r"( +)\* (.*)", line)
    if found is None:
        return line
    depth, words = len(found[1]), found[2]
    if re.match(r"(Online|OFFLINE|GuestOnline|RemoteOnline|Node|RemoteNode)\b", words) and depth == 4:
        return words
    words = re.sub(r"^((?:Resource Group|Clone Set): .*?)(:?)$", r"\1", words).replace("(ocf:", "(ocf::")
    words = words.replace("\t ", "\t")
    end = " " if version.is_1110 and "\t" in words else ""
    return f"{' ' * (1 if depth == 4 else 5)}{words}{end}"


def action_line(version, line):
    line = re.sub(r"^  \* ", " * ", line)
    planned = re.fullmatch(r" \* (\w+) +(\S+) +\( (.*?) \)(.*)", line)
    if planned is None:
        return line
    if not version.is_1110:
        return f"{line}  "
    return f" * {planned[1]:<7} {planned[2]}\t({planned[3]}){planned[4]}"
