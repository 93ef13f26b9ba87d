import type { NodeRole } from '../../contract/network/node-name.ts';
import type { RenewedCertificate } from '../../contract/tls-certificate.ts';
import type { NodeIdentity } from '../identity/node-identity.ts';

/** Where a server listens, and as which URL others reach it (undefined: as it listens). */
export type ListenAddress = {
  readonly host: string;
  readonly port: number;
  readonly url: string | undefined;
};

/** Everything that a node is started with. */
export type NodeOptions = {
  readonly identity: NodeIdentity;
  readonly roles: readonly NodeRole[];
  readonly version: string;
  /** Folder of its store and of what it remembers. */
  readonly dataDirectory: string;
  readonly nats: NatsOptions;
  /** For other nodes and for encoders. */
  readonly listen: ListenAddress;
  /** Undefined: this node is no edge. */
  readonly edge: EdgeOptions | undefined;
  /** An intermediate removes the oldest objects beyond this; undefined: keeps all. */
  readonly keepBytes: number | undefined;
  readonly pulls: readonly PullOptions[];
  readonly capacityBitsPerSecond: number;
  readonly log: (line: string) => void;
};

/** Running NATS servers; `own`: a child of this process, for a network on one machine. */
export type NatsOptions =
  | {
      readonly kind: 'servers';
      readonly urls: readonly string[];
      readonly credentialsFile: string | undefined;
    }
  | {
      readonly kind: 'own';
      /** Where nats-server is found: `SURECAST_NATS_SERVER`, `PATH`. */
      readonly environment: Readonly<Record<string, string | undefined>>;
      readonly identityDirectory: string;
      readonly port: number;
    };

/** A broadcast at an origin, that the main server follows and takes into the network. */
export type PullOptions = { readonly originUrl: string; readonly broadcast: string };

/** What an edge does for viewers. */
export type EdgeOptions = {
  readonly listen: ListenAddress;
  /** Undefined: plain HTTP. */
  readonly certificate: RenewedCertificate | undefined;
  readonly maxViewers: number;
  /** Bytes of media held in memory. */
  readonly windowBytes: number;
  /** Only with a watching token in the path. */
  readonly requiresToken: boolean;
  /** Threads that serve viewers, one a core. */
  readonly threads: number;
  readonly dataPlane: DataPlane;
};

/** Who serves viewers: this program, or an nginx in front of it that keeps segments on the disk. */
export type DataPlane =
  | { readonly kind: 'built-in' }
  | {
      readonly kind: 'nginx';
      /** Where it is found: `SURECAST_NGINX`, `PATH`. */
      readonly environment: Readonly<Record<string, string | undefined>>;
      readonly directory: string;
      readonly cacheBytes: number;
    };
