"""fence_tool ls (recordings 01, 31, 40). Nothing is fenced here: whoever is absent at the start is a victim until it joins."""
import running
from conf import Conf


def main(arguments):
    known = running.state()
    if arguments[:1] != ["ls"] or known is None or not known["fenced"]:
        return 1
    members = sorted(running.member_ids())
    victims = [i for n, i, _ in Conf().nodes if n in known["fencing"]]
    listed = "" if victims else "".join(f"{i} " for i in members)
    print(
        f"fence domain\nmember count  {len(members)}\nvictim count  {len(victims)}\n"
        f"victim now    {victims[0] if victims else 0}\nmaster nodeid {members[0] if members else 0}\n"
        f"wait state    {'fencing' if victims else 'none'}\nmembers       {listed}\n"
    )
    return 0
