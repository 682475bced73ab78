/** Decodes a path of fstab(5), which holds blanks as `\040`, and so on. */
const decodePath = (field: string): string =>
  field.replace(/\\([0-7]{3})/g, (_all, octal: string) => String.fromCharCode(parseInt(octal, 8)));

const trimSlashes = (directory: string): string => directory.replace(/(.)\/+$/, "$1");

/** Whether an `/etc/fstab` mounts a file system at that directory automatically: at boot, or at the first access. */
export function isAutoMounted(fstab: string, directory: string): boolean {
  return fstab.split("\n").some((line) => {
    const [device = "", target = "", , options = ""] = line.trim().split(/\s+/);
    if (device.startsWith("#") || trimSlashes(decodePath(target)) !== trimSlashes(directory))
      return false;
    const mountOptions = options.split(",");
    // Options of systemd.mount(5). The second is the older spelling.
    const onAccess = ["x-systemd.automount", "comment=systemd.automount"];
    return (
      !mountOptions.includes("noauto") || mountOptions.some((option) => onAccess.includes(option))
    );
  });
}
