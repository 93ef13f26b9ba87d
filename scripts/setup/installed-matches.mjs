/**
 * @typedef {{ version?: string, integrity?: string, optional?: boolean, devOptional?: boolean }} LockEntry
 * @typedef {{ packages?: Record<string, LockEntry> }} Lock a package-lock.json, version 3
 */

/**
 * Whether what npm installed is what the lock names: every entry with the same version and integrity. Optional ones
 * may be absent (they are another platform's), except Node itself for this one.
 * @param {Lock} lock package-lock.json
 * @param {Lock} installed node_modules/.package-lock.json
 * @param {string} [nodePackage] that must be there if the lock names it
 */
export function installedMatches(
  lock,
  installed,
  nodePackage = nodePackageOf(process.platform, process.arch),
) {
  return Object.entries(lock.packages ?? {}).every(([path, wanted]) => {
    if (path === '') return true;
    const got = installed.packages?.[path];
    if (got === undefined) return isOptional(wanted) && path !== `node_modules/${nodePackage}`;
    // An entry for another platform may lack the integrity; then there is nothing to compare.
    return (
      got.version === wanted.version && (wanted.integrity === undefined || got.integrity === wanted.integrity)
    );
  });
}

/** @param {LockEntry} entry */
const isOptional = (entry) => entry.optional === true || entry.devOptional === true;

/**
 * The npm package that holds the Node executable for a platform.
 * @param {string} platform as in process.platform
 * @param {string} arch as in process.arch
 */
export function nodePackageOf(platform, arch) {
  return `node-${platform === 'win32' ? 'win' : platform}-${arch}`;
}
