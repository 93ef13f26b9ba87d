import { z } from 'zod';

/** What a server of the network can be; any mix in one process (docs/network.md). */
export const nodeRoles = ['main', 'intermediate', 'edge', 'directory'] as const;
export type NodeRole = (typeof nodeRoles)[number];

/** What a certificate may say of its holder: a server's roles, or a person who operates the network. */
export const certificateRoles = [...nodeRoles, 'operator'] as const;
export type CertificateRole = (typeof certificateRoles)[number];

/** Name of a node: a DNS label, so that it can stand in subjects, host names and pathway IDs. */
export const nodeName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'is not 1 to 63 small letters, digits and dashes');
