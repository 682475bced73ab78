/**
 * Returns one spelling of an absolute path: without doubled slashes and without `.` between slashes. Keeps `..`, because
 * behind a symbolic link it leads to another place than the text says.
 */
export const canonicalPath = (path: string): string => path.replace(/\/(?:\.?\/)+/g, "/");
