#!/usr/bin/env python3
"""One program under the names of EL6's; the name that it is called by decides."""
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.realpath(__file__)))

import pacemaker  # noqa: E402

if os.path.basename(sys.argv[0]) in pacemaker.PROGRAMS:
    sys.exit(pacemaker.main(os.path.basename(sys.argv[0]), sys.argv[1:]))

import chkconfig  # noqa: E402
import cman_tool  # noqa: E402
import fence_tool  # noqa: E402
import init  # noqa: E402
import validate  # noqa: E402

name = os.path.basename(sys.argv[0])
arguments = sys.argv[1:]
if name == "service":
    if not arguments or not os.access(f"/etc/init.d/{arguments[0]}", os.X_OK):
        print(f"{arguments[0] if arguments else ''}: unrecognized service", file=sys.stderr)
        sys.exit(1)
    os.execv(f"/etc/init.d/{arguments[0]}", [f"/etc/init.d/{arguments[0]}", *arguments[1:]])
programs = {
    "cman": lambda: init.cman(arguments),
    "pacemaker": lambda: init.pacemaker(arguments),
    "chkconfig": lambda: chkconfig.main(arguments),
    "cman_tool": lambda: cman_tool.main(arguments),
    "fence_tool": lambda: fence_tool.main(arguments),
    "ccs_config_validate": lambda: validate.main(arguments),
}
sys.exit(programs[name]())
