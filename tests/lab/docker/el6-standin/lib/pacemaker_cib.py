"""cibadmin of 1.1: exit codes, versions of patches, and the CIB as 1.1 shows it."""
import re
import sys
import xml.etree.ElementTree as ElementTree

import pacemaker
from pacemaker import DOWN, explain, finish, real

FIELDS = ("admin_epoch", "epoch", "num_updates")


def cibadmin(version, arguments):
    is_patch = bool({"--patch", "-P"} & set(arguments))
    given = sys.stdin.read() if is_patch and {"--xml-pipe", "-p"} & set(arguments) else None
    if given is not None:
        code = refusal(version, given)
        if code is not None:
            return finish(code, stderr=explain("cib_apply_diff", code) if code in pacemaker.WORDS else "")
    result = real("cibadmin", *arguments, given=given)
    code = version.code(result.returncode, is_patch)
    if code == 107:  # 1.1.10/05-down, 1.1.18/05-down
        refused = "Could not establish cib_rw connection: Connection refused (111)\n" if version.is_1110 else ""
        return finish(code, stderr=f"{refused}Signon to CIB failed: {DOWN}\nInit failed, could not perform requested operations\n")
    return finish(code, view(version, result.stdout), pacemaker.old_words(version, result.stderr, code))


def live():
    header = real("cibadmin", "--query", "--no-children").stdout
    return {name: int(value) for name, value in re.findall(r' (\w+)="(\d+)"', header) if name in FIELDS}


def refusal(version, patch):
    """The exit code of a patch that the real cibadmin need not see; None if it has to."""
    now = live()
    if not now:
        return None
    try:
        diff = ElementTree.fromstring(patch)
    except ElementTree.ParseError:
        return 206 if version.is_1110 else None  # 1.1.10/08-truncated; what 1.1.18 does then is not imitated
    kind = diff.get("format", "1")
    return refusal_v1(diff, kind, now) if version.is_1110 else refusal_v2(diff, kind, now)


def refusal_v1(diff, kind, now):
    """Format 2 and nonsense: 0, and nothing is done (1.1.10/01-patch, 1.1.10/03-errors). A version must be right in
    all of its parts; one that is absent is that of the added cib (1.1.10/01-patch)."""
    if diff.tag != "diff" or kind != "1" or len(diff) == 0:
        return 0
    removed, added = (diff.find(f"{part}/cib") for part in ("diff-removed", "diff-added"))
    stated = [dict(cib.attrib) if cib is not None else {} for cib in (removed, added)]
    if not any(field in half for half in stated for field in FIELDS):
        return None
    source = {**stated[1], **stated[0]}
    return None if all(source.get(field) == str(now[field]) for field in FIELDS) else 206


def refusal_v2(diff, kind, now):
    """A source that is too new: 206 (1.1.18/01-patch); the real cibadmin accepts it and does nothing. Another format:
    22, nonsense: 0 (1.1.18/03-errors)."""
    if diff.tag != "diff" or len(diff) == 0:
        return 0
    if kind not in ("1", "2"):
        return 22
    source = diff.find("version/source")
    if source is None:
        return None
    stated = [field for field in FIELDS if field in source.attrib]
    return 206 if [int(source.get(f)) for f in stated] > [now[f] for f in stated] else None


def view(version, text):
    """The CIB, or a part of it, as that version has it."""
    text = re.sub(r"<cib [^>]*>", lambda found: header(version, found[0]), text)
    text = re.sub(r"\n *<lrm_rsc_op [^>]*/>", lambda found: operation(version, found[0]), text)
    values = {"dc-version": f"{version.number}-{version.build}", "cluster-infrastructure": "cman"}
    for name, value in values.items():
        text = re.sub(rf'( name="{name}" value=)"[^"]*"', rf'\1"{value}"', text)
    if version.is_1110:
        text = re.sub(r"<transient_attributes .*?</transient_attributes>", fail_counts, text, flags=re.S)
    return text


def header(version, cib):
    """1.1.10 writes no update-user (1.1.10/00-versions)."""
    cib = re.sub(r' crm_feature_set="[^"]*"', f' crm_feature_set="{version.feature_set}"', cib)
    return re.sub(r' update-user="[^"]*"', "", cib) if version.is_1110 else cib


def with_value(tag, name, value):
    return re.sub(rf' {name}="[^"]*"', f' {name}="{value}"', tag)


def operation(version, tag):
    """1.1 writes an operation at its end only (1.1.10/starting, 1.1.18/starting): one that is pending becomes what
    must have been before it. A missing agent has no exit reason (1.1.18/agent-missing). 1.1.10 has none at all, and then
    op-status 0 (1.1.10/agent-missing)."""
    if ' op-status="-1"' in tag:
        tag = before(tag)
    is_missing = ' rc-code="5"' in tag and ' op-status="7"' in tag
    if is_missing:
        tag = with_value(tag, "exit-reason", "")
    if version.is_1110:
        tag = re.sub(r' exit-reason="[^"]*"', "", tag)
        if is_missing:
            tag = with_value(tag, "op-status", "0").replace(' transition-magic="7:', ' transition-magic="0:')
    return tag


def before(tag):
    found = re.search(r' id="(.*)_last_0" .* operation="(start|stop)"', tag)
    if found is None:
        return ""  # a probe, or a repeated monitor
    earlier = {"start": "stop", "stop": "start"}[found[2]]
    magic = re.sub(r' transition-magic="[^;"]*;', ' transition-magic="0:0;', tag)
    done = with_value(with_value(magic, "rc-code", "0"), "op-status", "0")
    done = with_value(with_value(done, "operation", earlier), "operation_key", f"{found[1]}_{earlier}_0")
    return re.sub(r' op-(digest|restart-digest|force-restart|secure-\w+)="[^"]*"', "", done)


def fail_counts(block):
    """1.1.10 counts the failures of all operations together (1.1.10/start-failed)."""
    pattern = r' *<nvpair id="([^"]*?)[.#][^".#]*" name="((fail-count|last-failure)-[^"#]*)#[^"]*" value="([^"]*)"/>\n'
    values = {}
    for found in re.finditer(pattern, block[0]):
        values.setdefault((found[1], found[2]), []).append(found[4])

    def once(found):
        all_of = values.pop((found[1], found[2]), None)
        if all_of is None:
            return ""
        total = max(all_of) if found[3] == "last-failure" else count(all_of)
        return f'          <nvpair id="{found[1]}" name="{found[2]}" value="{total}"/>\n'

    return re.sub(pattern, once, block[0])


def count(values):
    return "INFINITY" if "INFINITY" in values else sum(int(value) for value in values)
