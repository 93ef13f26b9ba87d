/** Where a key leads in a list of so many rows; undefined: it leads nowhere. @param perPage rows in sight */
export function moveRow(key: string, row: number, total: number, perPage: number): number | undefined {
  const target = targetOf(key, row, total, Math.max(1, perPage - 1));
  if (target === undefined || total === 0) return undefined;
  return Math.min(total - 1, Math.max(0, target));
}

function targetOf(key: string, row: number, total: number, leap: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return row + 1;
    case 'ArrowUp':
      return row - 1;
    case 'PageDown':
      return row + leap;
    case 'PageUp':
      return row - leap;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    default:
      return undefined;
  }
}
