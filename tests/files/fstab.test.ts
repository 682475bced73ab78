import { isAutoMounted } from "../../sdk/files/fstab";

const ENTRY = "10.60.1.72:/opt/vm_repository /opt/vm_repository nfs";

describe("isAutoMounted", () => {
  test.each([
    [`${ENTRY} defaults 0 0`, true],
    [`  ${ENTRY.replace(/ /g, "\t")}\tdefaults`, true],
    [ENTRY, true],
    [`${ENTRY.replace("/opt/vm_repository nfs", "/opt/vm_repository/ nfs")} defaults 0 0`, true],
    [`${ENTRY} noauto,x-systemd.automount 0 0`, true],
    [`${ENTRY} rw,noauto 0 0`, false],
    [`#${ENTRY} defaults 0 0`, false],
    [`# ${ENTRY} defaults 0 0`, false],
    ["10.60.1.72:/opt/vm_repository /opt/vm_repository2 nfs defaults 0 0", false],
    ["", false],
  ])("%s mounts the repository automatically: %s", (line, expected) => {
    const fstab = `proc /proc proc defaults 0 0\n${line}\n`;
    expect(isAutoMounted(fstab, "/opt/vm_repository")).toBe(expected);
  });

  test("decodes a blank in a path, and matches the root directory", () => {
    expect(isAutoMounted("/dev/sdb /srv/two\\040words ext4", "/srv/two words/")).toBe(true);
    expect(isAutoMounted("/dev/sda / ext4", "/")).toBe(true);
  });
});
