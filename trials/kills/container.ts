/** How segments are packaged. */
export type Container = 'ts' | 'fmp4';
