import { hash } from 'node:crypto';

/** The lower-case hex SHA-256 of bytes in memory. */
export const hexSha256 = (bytes: Uint8Array): string => hash('sha256', bytes, 'hex');
