"""Pacemaker 1.1.10 or 1.1.18 in front of the real programs, where CHOICE names one; else the real programs alone."""
import os
import re
import subprocess
import sys

CHOICE = "/etc/el6-standin-pacemaker"
PROGRAMS = ("pacemakerd", "cibadmin", "crm_mon", "crm_simulate", "crm_resource")
REAL = "/usr/sbin"
CIB = "/var/lib/pacemaker/cib/cib.xml"

PLUGINS = "generated-manpages ncurses libqb-logging libqb-ipc"
# Build, feature set and features: 1.1.10/00-versions, 1.1.18/00-versions. Schema: `validate-with` of a new cluster.
VERSIONS = {
    "1.1.10": ("368c726411", "3.0.7", f"{PLUGINS} upstart nagios  corosync-plugin cman", "pacemaker-1.2"),
    "1.1.18": ("2b07d5c5a9", "3.0.14", f"{PLUGINS} nagios  corosync-plugin cman acls", "pacemaker-2.10"),
}

# Exit codes of Pacemaker 2.1 and the errno of 1.1 (1.1.10/03-errors, 1.1.18/03-errors, 1.1.10/05-down).
CODES = {76: 93, 78: 203, 102: 107, 103: 205, 105: 6, 107: 22, 108: 76, 124: 62}
# Those of a patch: it does not apply, or it has a change without its result (1.1.18/01-patch).
PATCH_CODES = {1: 206, 76: 42}
WORDS = {
    6: "No such device or address",
    42: "No message of desired type",
    62: "Timer expired",
    76: "Name not unique on network",
    203: "Update does not conform to the configured schema",
    205: "Update was older than existing configuration",
    206: "Application of an update diff failed",
}
DOWN = "Transport endpoint is not connected"


class Version:
    def __init__(self, number):
        self.number = number
        self.build, self.feature_set, self.features, self.schema = VERSIONS[number]
        self.is_1110 = number == "1.1.10"

    def code(self, real, is_patch=False):
        """1.1.10 says 206 to everything that is wrong with the version of a patch, but 205 to a `--replace` that is older
        (1.1.10/01-patch)."""
        codes = {**CODES, **PATCH_CODES} if is_patch else CODES
        code = codes.get(real, real)
        return 206 if code == 205 and is_patch and self.is_1110 else code


def chosen():
    try:
        with open(CHOICE, encoding="utf-8") as file:
            return Version(file.read().strip())
    except FileNotFoundError:
        return None


def real(name, *arguments, given=None):
    """Runs the real program, which reads this program's standard input if none is given."""
    return subprocess.run([f"{REAL}/{name}", *arguments], input=given, capture_output=True, text=True, check=False)


def finish(code, stdout="", stderr=""):
    sys.stdout.write(stdout)
    sys.stderr.write(stderr)
    return code


def explain(operation, code):
    return f"Call {operation} failed (-{code}): {WORDS[code]}\n"


def old_words(version, stderr, code):
    """The message of a failed call, as 1.1 words it."""
    def word(found):
        return explain(found[1], code).rstrip("\n") if code in WORDS else found[0]

    return re.sub(r"Call (\S+) failed: .*", word, stderr)


def unknown_option(version, name, arguments):
    """1.1.10/03-errors, 1.1.18/03-errors."""
    unknown = ["--output-as", "--output-to"]
    if version.is_1110 and name == "crm_resource":
        unknown.append("--wait")
    return next((a for a in arguments if a.split("=")[0] in unknown), None)


def seed(version):
    """The CIB of a new cluster: a schema of that version, which the real daemon enforces."""
    if os.path.exists(CIB):
        return
    sections = "<configuration><crm_config/><nodes/><resources/><constraints/></configuration><status/>"
    text = (
        f'<cib crm_feature_set="{version.feature_set}" validate-with="{version.schema}" '
        f'admin_epoch="0" epoch="0" num_updates="0">{sections}</cib>\n'
    )
    with open(CIB, "w", encoding="utf-8") as file:
        file.write(text)
    subprocess.run(["chown", "hacluster:haclient", CIB], check=True)
    os.chmod(CIB, 0o600)


def pacemakerd(version, arguments):
    if arguments != ["--features"]:
        os.execv(f"{REAL}/pacemakerd", ["pacemakerd", *arguments])
    print(f"Pacemaker {version.number} (Build: {version.build})\n Supporting v{version.feature_set}:  {version.features}")
    return 0


def main(name, arguments):
    version = chosen()
    if version is None:
        os.execv(f"{REAL}/{name}", [name, *arguments])
    unknown = unknown_option(version, name, arguments)
    if unknown is not None:
        return finish(1, stderr=f"{name}: unrecognized option '{unknown}'\n")
    import pacemaker_cib  # not before: nothing may slow down the programs that pass through
    import pacemaker_resource
    import pacemaker_status

    programs = {
        "pacemakerd": pacemakerd,
        "cibadmin": pacemaker_cib.cibadmin,
        "crm_mon": pacemaker_status.crm_mon,
        "crm_simulate": pacemaker_status.crm_simulate,
        "crm_resource": pacemaker_resource.crm_resource,
    }
    return programs[name](version, arguments)
