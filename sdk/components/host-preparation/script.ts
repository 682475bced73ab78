/**
 * Prepares a node, as root: `$1` is the stack, `$2` whether to open the firewall, `$3` the repositories to enable (rpm).
 * All further arguments are packages, by name or as files on the node. Keeps everything that is present, and prints a line
 * per change. Consists of functions, called in the last line: so a shell runs nothing of a truncated script, and no
 * program can consume the rest of the script from standard input.
 */
export const SCRIPT = String.raw`
fail() { echo "$*" >&2; exit 1; }

defaults() {
  case $family.$stack in
    rpm.corosync) echo corosync pacemaker pcs resource-agents fence-agents-all ;;
    rpm.cman) echo cman pacemaker ccs resource-agents fence-agents ;;
    deb.corosync) echo corosync pacemaker pcs resource-agents fence-agents ;;
    deb.cman) fail "CMAN is a stack of EL6, and this is no EL: use the stack corosync" ;;
  esac
}

# a package's file counts as installed when its very version is
installed() {
  case $family.$1 in
    rpm./*) rpm -q "$(rpm -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}' "$1")" ;;
    rpm.*) rpm -q --whatprovides "$1" ;;
    deb./*) dpkg -s "$(dpkg-deb -f "$1" Package)" | grep -qx "Version: $(dpkg-deb -f "$1" Version)" ;;
    deb.*) dpkg -s "$1" | grep -qx 'Status: install ok installed' ;;
  esac >/dev/null 2>&1
}

missing() {
  for package in "$@"; do
    installed "$package" || echo "$package"
  done
}

# no name of a package holds a blank, so lists are split at blanks
install_packages() {
  lacking=$(missing "$@")
  [ -n "$lacking" ] || return 0
  case $family in
    # the lists may be old, or not be there
    deb) said=$(install_debs 2>&1) || said=$({ apt-get -qq update && install_debs; } 2>&1) ;;
    rpm) said=$($manager -y $enable install $lacking 2>&1) ;;
  esac
  code=$?
  # yum of EL6 succeeds although it did not find a package
  left=$(missing "$@")
  [ $code = 0 ] && [ -z "$left" ] || fail "$manager could not install" $left "(exit $code)$hint: $said"
  echo installed $lacking
}

install_debs() {
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o Dpkg::Options::=--force-confold install $lacking
}

open_firewalld() {
  for permanent in "" --permanent; do
    firewall-cmd $permanent --query-service=high-availability >/dev/null 2>&1 && continue
    said=$(firewall-cmd $permanent --add-service=high-availability 2>&1) || fail "firewall-cmd: $said"
    echo firewalld: high-availability opened $permanent
  done
}

# $1: a protocol; what follows: its ports
open_iptables() {
  protocol=$1
  shift
  for port in "$@"; do
    rule="INPUT -p $protocol -m $protocol --dport $port -j ACCEPT"
    iptables-save | grep -qxF -e "-A $rule" && continue
    said=$(iptables -I $rule && service iptables save 2>&1) || fail "iptables -I $rule: $said"
    echo "iptables: $protocol $port opened"
  done
}

open_ports() {
  if firewall-cmd --state >/dev/null 2>&1; then
    open_firewalld
  elif [ -f /etc/sysconfig/iptables ] && service iptables status >/dev/null 2>&1; then
    case $stack in
      # what firewalld calls high-availability
      corosync) open_iptables tcp 2224 3121 5403 21064 && open_iptables udp 5404:5412 ;;
      # Red Hat Enterprise Linux 6, Cluster Administration, 3.3.1
      cman) open_iptables tcp 21064 && open_iptables udp 5404:5405 ;;
    esac
  fi
}

main() {
  stack=$1 firewall=$2 enable=$3
  shift 3
  [ -z "$enable" ] || enable=--enablerepo=$enable
  hint="; the cluster's packages are in the distribution's repository High Availability: name it with enableRepositories"
  if command -v dnf >/dev/null; then manager=dnf family=rpm
  elif command -v yum >/dev/null; then manager=yum family=rpm
  elif command -v apt-get >/dev/null; then manager=apt-get family=deb hint=
  else fail "there is none of dnf, yum and apt-get: install the cluster's packages in another way"
  fi
  known=$(defaults) || exit
  install_packages $known "$@"
  # the pcs of every node talks to it
  if [ $stack = corosync ] && ! systemctl -q is-active pcsd; then
    said=$(systemctl enable --now pcsd 2>&1) || fail "systemctl enable --now pcsd: $said"
    echo pcsd: started, and at boot
  fi
  [ "$firewall" = no ] || open_ports
}

main "$@" </dev/null
`;
