"""chkconfig (recording 50): links in /etc/rcN.d, which really decide what starts at boot."""
import os
import sys

PRIORITIES = {"cman": (21, 79), "pacemaker": (99, 1)}
OTHERS = (50, 50)
ON = (2, 3, 4, 5)


def links(service, level):
    start, kill = PRIORITIES.get(service, OTHERS)
    return f"/etc/rc{level}.d/S{start:02}{service}", f"/etc/rc{level}.d/K{kill:02}{service}"


def set_to(service, on):
    for level in range(7):
        begins, ends = links(service, level)
        for path in (begins, ends):
            if os.path.lexists(path):
                os.remove(path)
        os.symlink(f"../init.d/{service}", begins if on and level in ON else ends)
    return 0


def show(service):
    if not any(os.path.lexists(p) for level in range(7) for p in links(service, level)):
        text = f"service {service} supports chkconfig, but is not referenced in any runlevel (run 'chkconfig --add {service}')"
        print(text, file=sys.stderr)
        return 1
    words = [f"{n}:{'on' if os.path.lexists(links(service, n)[0]) else 'off'}" for n in range(7)]
    print("\t".join([f"{service:<15}", *words]))
    return 0


def main(arguments):
    verb = arguments[0] if arguments and arguments[0].startswith("--") else None
    service, *rest = [a for a in arguments if not a.startswith("--")] or [""]
    if not service or not os.access(f"/etc/init.d/{service}", os.X_OK):
        print(f"error reading information on service {service}: No such file or directory", file=sys.stderr)
        return 1
    if verb == "--list":
        return show(service)
    if verb == "--add":
        return set_to(service, False)
    if rest in (["on"], ["off"]):
        return set_to(service, rest == ["on"])
    return 0 if os.path.lexists(links(service, 3)[0]) else 1
