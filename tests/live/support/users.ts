import { type NodeName, nodeNames } from "../../lab/cluster/addresses";
import type { Lab } from "../../lab/cluster/lab";
import { waitUntil } from "../../lab/cluster/wait";

/** Users of the nodes other than root. */
export const users = {
  /** sudo asks for no password. The only user with keyboard-interactive log-in. */
  free: "live-free",
  /** sudo asks for the password. The only user who may log in with a password. */
  asks: "live-asks",
  /** sudo is not allowed. */
  none: "live-none",
} as const;
/** Password of all users, by default. */
export const password = "tür & 'Tor'";

const ADD = `
for user in ${Object.values(users).join(" ")}; do
  id $user >/dev/null 2>&1 || useradd --create-home --shell /bin/sh $user
  install -d -m 700 -o $user /home/$user/.ssh
  install -m 600 -o $user /root/.ssh/authorized_keys /home/$user/.ssh/authorized_keys
done
chpasswd
cat >/etc/sudoers.d/live <<'END'
${users.free} ALL=(ALL) NOPASSWD: ALL
${users.asks} ALL=(ALL) ALL
END
chmod 440 /etc/sudoers.d/live
cat >/etc/ssh/sshd_config.d/live.conf <<'END'
Match User ${users.asks}
  PasswordAuthentication yes
Match User ${users.free}
  KbdInteractiveAuthentication yes
Match all
END
for type in rsa ecdsa; do # -A makes one more type with OpenSSH 10.6
  [ -e /etc/ssh/ssh_host_\${type}_key ] || ssh-keygen -q -N '' -t $type -f /etc/ssh/ssh_host_\${type}_key
done
ssh-keygen -y -f /etc/ssh/ssh_host_ed25519_key >/etc/ssh/ssh_host_ed25519_key.pub
systemctl reload ssh
`;

const REMOVE = `
rm -f /etc/sudoers.d/live /etc/ssh/sshd_config.d/live.conf /etc/ssh/ssh_host_rsa_key* /etc/ssh/ssh_host_ecdsa_key*
rm -f /etc/ssh/ssh_host_ed25519_key.pub
rm -rf /var/lib/sudo/lectured/live-* /run/sudo/ts/live-*
systemctl reload ssh
for user in ${Object.values(users).join(" ")}; do
  pkill -KILL -u $user || true
  userdel --force --remove $user 2>/dev/null
done
`;

/** Adds users with and without sudo, enables password and keyboard-interactive log-in, and adds two host keys. */
export async function addUsers(lab: Lab, everyones = password): Promise<void> {
  const passwords = Object.values(users).map((user) => `${user}:${everyones}\n`);
  await onBoth(lab, ADD, passwords.join(""));
  await waitUntil("sshd shows three host keys", 30, () => shows(lab, 3));
}

/** Reverts `addUsers`. */
export async function removeUsers(lab: Lab): Promise<void> {
  await onBoth(lab, REMOVE);
  await waitUntil("sshd shows one host key", 30, () => shows(lab, 1));
}

async function onBoth(lab: Lab, source: string, stdin = ""): Promise<void> {
  for (const node of nodeNames) await must(lab, node, source, stdin);
}

async function must(lab: Lab, node: NodeName, source: string, stdin: string): Promise<void> {
  const { exitCode, stderr } = await lab.exec(node, ["sh", "-ec", source], { stdin });
  if (exitCode !== 0) throw new Error(`${node}: ${stderr}`);
}

/** Checks the number of host keys on each node. sshd reloads its settings with a delay. */
async function shows(lab: Lab, count: number): Promise<boolean> {
  const scans = nodeNames.map((node) => lab.exec(node, ["ssh-keyscan", "127.0.0.1"]));
  return (await Promise.all(scans)).every(
    ({ stdout }) => stdout.match(/^[^#\n].*$/gm)?.length === count, // OpenSSH 10.6 prints comments there
  );
}
