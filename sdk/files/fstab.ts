/** A path in fstab(5) holds blanks as `\040`, and so on. */
const path = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8)));

const unslashed = (directory: string): string => directory.replace(/(.)\/+$/, "$1");

/** Whether an `/etc/fstab` mounts something at that directory by itself: at boot, or when it is entered. */
export function isAutoMounted(fstab: string, directory: string): boolean {
  return fstab.split("\n").some((line) => {
    const [device = "", target = "", , options = ""] = line.trim().split(/\s+/);
    if (device.startsWith("#") || unslashed(path(target)) !== unslashed(directory)) return false;
    const given = options.split(",");
    // systemd.mount(5); the second is how it was written first.
    const entered = ["x-systemd.automount", "comment=systemd.automount"];
    return !given.includes("noauto") || given.some((option) => entered.includes(option));
  });
}
