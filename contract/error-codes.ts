/**
 * Every error a person can meet: its code, the exit status it leads to when it ends a command, and the cure.
 * `docs/reference/errors.md` is generated from this table, and no error is raised without a row in it.
 *
 * Exit statuses (fixed, see `docs/guarantee.md` and `surecast help`): 0 all delivered and verified, 1 failed,
 * 2 wrong usage or configuration, 3 stopped with undelivered files, 4 something does not match.
 */
export type ErrorRow = {
  /** Exit status of a command that ends with this error. */
  readonly exit: 1 | 2 | 3 | 4;
  /** What the person can do about it, one or two sentences. */
  readonly cure: string;
};

export const errorTable = {
  // Usage and configuration
  USAGE: { exit: 2, cure: 'See the command’s --help for what it takes.' },
  CONFIG_INVALID: { exit: 2, cure: 'Correct the named setting; docs/reference/config.md lists them all.' },
  CONFIG_CHANGED: {
    exit: 1,
    cure: 'Read the settings again and change them there: somebody else changed the file meanwhile.',
  },
  CONFIG_UNWRITABLE: {
    exit: 1,
    cure: 'Make the configuration file and its folder writable for this user, or name another with --config.',
  },
  ORIGIN_KEYS_UNREADABLE: {
    exit: 1,
    cure: 'Move origin-keys.json aside, start again, and enter the keys once more on the settings page.',
  },
  BROADCAST_NAME_INVALID: {
    exit: 2,
    cure: 'Use 1 to 100 letters, digits, dots, dashes and underscores, beginning with a letter or digit.',
  },
  ORIGIN_URL_INVALID: { exit: 2, cure: 'Write s3://BUCKET/PREFIX, surecast://HOST:PORT or file:DIRECTORY.' },

  // The machine
  NODE_TOO_OLD: {
    exit: 2,
    cure: 'Start Surecast with `npx surecast` in its checkout, which brings the right Node.',
  },
  PROGRAM_MISSING: { exit: 1, cure: 'Install the named program; tests and measurements need it.' },
  FFMPEG_MISSING: { exit: 1, cure: 'Install FFmpeg 5.1 or newer, or name it in SURECAST_FFMPEG.' },
  FFMPEG_TOO_OLD: { exit: 1, cure: 'Install FFmpeg 5.1 or newer, or name one in SURECAST_FFMPEG.' },
  FFMPEG_FAILED: {
    exit: 1,
    cure: '`surecast devices` shows which encoders work here; ffmpeg.log in the run’s folder has all that FFmpeg said.',
  },

  // Sources
  SOURCE_INVALID: {
    exit: 2,
    cure: 'Use test, screen, a file, a URL, or device:NAME[,audio:NAME]; `surecast devices` lists them.',
  },
  SOURCE_NOT_FOUND: { exit: 2, cure: 'Check the name or path; `surecast devices` lists what is attached.' },
  SOURCE_NO_VIDEO: { exit: 2, cure: 'Choose a source that carries a video stream.' },
  SOURCE_UNREACHABLE: {
    exit: 1,
    cure: 'Check that the sender is on and the address and port are right, then start again.',
  },
  SOURCE_BUSY: { exit: 1, cure: 'Another program holds the device; close it and start again.' },
  SOURCE_DENIED: {
    exit: 1,
    cure: 'Give this user the right to read it (on Linux: the groups video and audio).',
  },

  // The data directory and the catalog
  DATA_DIR_UNWRITABLE: { exit: 2, cure: 'Choose a directory that this user may write, with --data.' },
  DATA_DIR_MISSING: {
    exit: 2,
    cure: 'Name the directory that was given to `surecast live` with --data.',
  },
  DATA_DIR_IN_USE: {
    exit: 1,
    cure: 'One engine owns a data directory: stop the other one, or choose another with --data.',
  },
  CATALOG_DAMAGED: {
    exit: 1,
    cure: 'Nothing was changed. The recorded segments lie under broadcasts/ as they were. Put a copy of catalog.db back, or move it aside with its -wal and -shm to begin anew; `surecast deliver --copy` delivers recordings again.',
  },
  CATALOG_COUNTS: {
    exit: 1,
    cure: 'Nothing need be done: everything was counted again. Something else than Surecast has written to catalog.db; keep it from doing so.',
  },
  CATALOG_TOO_NEW: { exit: 1, cure: 'It was written by a newer Surecast; use that version or a newer one.' },
  PATH_UNUSABLE: {
    exit: 2,
    cure: 'Name a file or folder that is there, or can be made, and that this user may use.',
  },
  DISK_LOW: {
    exit: 1,
    cure: 'Free some space before it is used up, lower the bit rate, or let delivered segments be removed (`retention`).',
  },
  DISK_FULL: { exit: 1, cure: 'Free some space; what is recorded stays, and goes on from where it stopped.' },
  DISK_READ_ONLY: {
    exit: 1,
    cure: 'See the system’s log for why it became read-only; repair it and mount it for writing. It goes on by itself, or with the same command again.',
  },
  DISK_FAILING: {
    exit: 1,
    cure: 'See the system’s log, and whether the disk is still attached. It goes on by itself when the disk answers, or with the same command again.',
  },
  FILE_CHANGED: {
    exit: 4,
    cure: 'The local file is not what was recorded; look after the disk. The rest goes on.',
  },
  MEDIA_LOST: {
    exit: 1,
    cure: 'The playlist has gaps in their place, and all the rest is delivered and verified. Look after the disk, and at what else writes to the data directory.',
  },
  FILE_REMOVED: {
    exit: 1,
    cure: 'Copy the missing objects from another origin of the broadcast, under the same names; the playlist here keeps them as gaps.',
  },

  // Origins
  ORIGIN_DENIED: { exit: 1, cure: 'Check the access key and that it may read and write under this prefix.' },
  ORIGIN_NO_BUCKET: { exit: 1, cure: 'Create the bucket, or correct its name.' },
  ORIGIN_CLOCK_SKEW: {
    exit: 1,
    cure: 'Set this machine’s clock (NTP); S3 refuses requests more than 15 minutes off.',
  },
  ORIGIN_NO_CREDENTIALS: {
    exit: 2,
    cure: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE.',
  },
  ORIGIN_UNREACHABLE: {
    exit: 1,
    cure: 'Check the network and the endpoint, or that the folder can be there; what is recorded waits in the queue.',
  },
  ORIGIN_UNSTABLE: {
    exit: 1,
    cure: 'The origin answers with errors; it is asked again until it stores the file.',
  },
  ORIGIN_NAME_TAKEN: {
    exit: 1,
    cure: 'This name holds another broadcast on the origin: choose another with --broadcast.',
  },
  ORIGIN_UNWRITABLE: { exit: 1, cure: 'Make the folder writable for this user, or choose another.' },
  ORIGIN_UNREADABLE: { exit: 1, cure: 'Make it a folder that this user may read, or name another.' },
  ORIGIN_REFUSED: { exit: 1, cure: 'The origin refuses the request; its own words are in the message.' },
  ORIGIN_TLS: {
    exit: 1,
    cure: 'Correct the endpoint’s certificate or this machine’s clock, or name the certificate authority’s file in AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS.',
  },
  PROXY_INVALID: {
    exit: 1,
    cure: 'Name a proxy as http://HOST:PORT or https://HOST:PORT in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or the host to be asked without one in NO_PROXY, and start again.',
  },
  PROXY_REFUSED: {
    exit: 1,
    cure: 'Correct the user and password in HTTPS_PROXY, HTTP_PROXY or ALL_PROXY, or have the proxy let this machine through.',
  },
  ORIGIN_FULL: {
    exit: 1,
    cure: 'Free space at the origin or raise its quota; what is recorded waits in the queue.',
  },
  OBJECT_MISSING: { exit: 4, cure: 'The origin does not hold this object; it is sent again.' },
  CHECKSUM_MISMATCH: {
    exit: 4,
    cure: 'The bytes at the origin are not the recorded ones; they are sent again.',
  },

  // Broadcasts, playlists, receipts
  BROADCAST_UNKNOWN: { exit: 2, cure: '`surecast status` lists the broadcasts of a data directory.' },
  BROADCAST_DIFFERS: {
    exit: 2,
    cure: 'Resume it with the same container, segment length and variants, or choose another name.',
  },
  BROADCAST_CAPTURING: {
    exit: 1,
    cure: 'Its FFmpeg still captures: end the broadcast first (start the same command again and stop it with Ctrl-C).',
  },
  BROADCAST_EXISTS: {
    exit: 2,
    cure: 'Another broadcast has this name here: import into another data directory, with --data.',
  },
  BROADCAST_HANDED_OVER: {
    exit: 2,
    cure: 'Another machine delivers it. `surecast export --undo NAME` takes it back, if that machine does not.',
  },
  BROADCAST_ENDED: { exit: 2, cure: 'A finished broadcast is not resumed: choose another name.' },
  NOTHING_CAPTURED: { exit: 1, cure: 'Look at the source: FFmpeg’s own words are above and in ffmpeg.log.' },
  PLAYLIST_UNREADABLE: { exit: 1, cure: 'Check the address: it must be an HLS playlist (index.m3u8).' },
  PLAYLIST_UNREACHABLE: { exit: 1, cure: 'Check the address and the network.' },
  PLAYLIST_REFUSED: {
    exit: 1,
    cure: 'Take the address anew from where viewers get it, for a signed link may have expired; or let this reader in at the server. --give-up-after SECONDS asks again for so long.',
  },
  PLAYLIST_NOT_FOUND: {
    exit: 1,
    cure: 'Check the address. --give-up-after SECONDS waits for a broadcast that has not begun.',
  },
  VARIANT_UNKNOWN: {
    exit: 2,
    cure: 'Choose one of the listed names with --variant, or leave it out for the best.',
  },
  OUTPUT_UNWRITABLE: {
    exit: 2,
    cure: 'Name a file in a folder that this user may write.',
  },
  RECEIPT_INVALID: {
    exit: 4,
    cure: 'The receipt was changed after it was signed, or is not one; do not rely on it.',
  },

  RECEIPT_DIFFERS: {
    exit: 4,
    cure: 'Receipt and origin do not tell the same story: do not rely on this copy; `surecast verify --deep` shows which bytes are there.',
  },
  PLAYLIST_DIFFERS: {
    exit: 4,
    cure: 'The playlist names what is not verified at the origin; players may fail there.',
  },

  RECEIPT_KEY_UNREADABLE: {
    exit: 1,
    cure: 'Put a copy of receipt-key.pem back, or move it aside and start again: a new key is made. Receipts that were signed before stay valid, for each holds the public key that it is checked with; later ones show another signer.',
  },

  // Exports
  EXPORT_MISSING: { exit: 2, cure: 'Name the folder that was given to `surecast export`.' },
  EXPORT_UNFINISHED: {
    exit: 1,
    cure: 'Run `surecast export` again where it was made: it goes on where it stopped.',
  },
  EXPORT_EXISTS: { exit: 2, cure: 'Another broadcast’s export lies there: choose another folder.' },
  EXPORT_UNWRITABLE: { exit: 1, cure: 'Name a folder on a disk that this user may write.' },
  EXPORT_INVALID: {
    exit: 4,
    cure: 'The manifest is not as it was written: export once more. Nothing was imported.',
  },
  EXPORT_DAMAGED: {
    exit: 4,
    cure: 'Export once more: what is whole is not copied again. If that can’t be done, `--without-damaged` imports the rest, with gaps.',
  },
  EXPORT_TOO_NEW: { exit: 1, cure: 'It was made by a newer Surecast; import it with that version.' },
  ORIGIN_ELSEWHERE: {
    exit: 2,
    cure: 'Say where that folder is on this machine with --origin file:OLD=file:NEW.',
  },

  // The console and its API
  REQUEST_INVALID: { exit: 2, cure: 'Send what docs/reference/api.md says of this request.' },
  REQUEST_TOO_LARGE: { exit: 2, cure: 'Send less: no request of the console needs more than 64 KiB.' },
  NOTHING_HERE: { exit: 2, cure: 'Check the address; docs/reference/api.md lists them all.' },
  HOST_REFUSED: {
    exit: 2,
    cure: 'Open the console by the address that the program prints, or start it with --host-name NAME.',
  },
  REQUEST_FOREIGN: { exit: 2, cure: 'Open the console itself: other pages may not act in its name.' },
  TOKEN_MISSING: {
    exit: 2,
    cure: 'Open the console by the whole address that the program prints, with its token, or log in.',
  },
  LOGIN_REFUSED: { exit: 2, cure: 'Check the password, and wait a minute after many attempts.' },
  ROLE_LACKING: { exit: 2, cure: 'Log in as operator: a viewer looks and does not act.' },
  TOO_MANY_REQUESTS: { exit: 1, cure: 'Wait a minute; the broadcast goes on.' },
  TOO_MANY_CONSOLES: { exit: 1, cure: 'Close consoles that nobody looks at; the broadcast goes on.' },
  ALREADY_LIVE: { exit: 1, cure: 'End the broadcast on air first.' },
  NOT_LIVE: { exit: 1, cure: 'Nothing is captured now: there is nothing to stop.' },
  ALARM_UNKNOWN: { exit: 1, cure: 'Look at the list of alarms as it is now.' },
  ENGINE_AWAY: {
    exit: 1,
    cure: 'Wait a moment: the engine is started again by itself, and FFmpeg goes on meanwhile. The menu’s Troubleshooting shows what it said.',
  },
  SOURCE_ON_AIR: { exit: 1, cure: 'Look at the preview: it is made of what is captured already.' },
  TASK_UNKNOWN: { exit: 2, cure: 'Ended tasks are forgotten after a while: start it again.' },
  TASK_RUNNING: { exit: 1, cure: 'Wait until the task that runs has ended, or cancel it.' },
  TASK_WHILE_LIVE: { exit: 1, cure: 'Start it when the broadcast on air is over, which it would disturb.' },
  LISTEN_REFUSED: {
    exit: 2,
    cure: 'Beyond this machine the console needs a password (SURECAST_CONSOLE_PASSWORD) and a certificate (--tls-cert, --tls-key); docs/operating.md shows how.',
  },

  // The delivery network
  NETWORK_UNREACHABLE: {
    exit: 1,
    cure: 'Check that nats-server runs at the address given with --nats and lets this node in; what plays goes on playing.',
  },
  NETWORK_TOO_OLD: { exit: 1, cure: 'Install nats-server 2.11 or newer.' },
  NETWORK_SERVER_MISSING: {
    exit: 1,
    cure: 'Install nats-server 2.11 or newer, name it in SURECAST_NATS_SERVER, or name a running one with --nats. In a checkout `npm run demo:network` builds one.',
  },
  NGINX_MISSING: { exit: 1, cure: 'Install nginx, or name it in SURECAST_NGINX.' },
  NGINX_FAILED: {
    exit: 1,
    cure: 'Its own words are in the message; `--data-plane built-in` needs no nginx.',
  },
  NETWORK_EXISTS: { exit: 2, cure: 'A network’s folder is never written over: choose another.' },
  IDENTITY_INVALID: {
    exit: 2,
    cure: 'Name the folder that `surecast network admit` made for this node with --identity.',
  },
  IDENTITY_EXPIRED: { exit: 2, cure: 'Admit the node again with `surecast network admit`.' },
  NODE_NAME_INVALID: { exit: 2, cure: 'Use 1 to 63 small letters, digits and dashes.' },
  NODE_NAME_TAKEN: {
    exit: 1,
    cure: 'Another process is in the network under this name: stop it, or admit this node under a name of its own.',
  },
  NODE_REVOKED: {
    exit: 2,
    cure: 'Admit this machine under another name: `surecast network admit`. If nobody meant to revoke it, ask who operates the network.',
  },
  NODE_ROLE_LACKING: {
    exit: 2,
    cure: 'Admit the node again with that role: `surecast network admit NAME --role ROLE`.',
  },
  NODE_ADDRESS_TAKEN: { exit: 2, cure: 'Choose another address with --listen or --viewers.' },
  NODE_UNREACHABLE: {
    exit: 1,
    cure: 'Check that the node runs and can be reached; its standby is used meanwhile.',
  },
  NODE_REFUSED: { exit: 1, cure: 'The other node’s own words are in the message.' },
  NODE_FULL: { exit: 1, cure: 'Free disk space on that node, or let it keep less with --keep.' },
  DIGEST_MISMATCH: {
    exit: 1,
    cure: 'The bytes that came are not the ones announced; nothing of them was kept, and they are sent again.',
  },
  OBJECT_TAKEN: { exit: 1, cure: 'Another object has this name; nothing is ever written over.' },
  PUBLISHING_DENIED: {
    exit: 1,
    cure: 'Name the file from `surecast network publisher` in SURECAST_PUBLISHER, and check that it may publish this name.',
  },
  TOKEN_EXPIRED: {
    exit: 1,
    cure: 'Write the publisher a new file with `surecast network publisher`, and name it in SURECAST_PUBLISHER.',
  },
  CLOCKS_DIFFER: {
    exit: 1,
    cure: 'Set the clock of the machine that is wrong (NTP): it goes on by itself then.',
  },
  WATCHING_DENIED: { exit: 1, cure: 'Ask for a new link: this one has expired or is not whole.' },
  MEDIA_UNKNOWN: {
    exit: 1,
    cure: 'Check the address; a broadcast that has not begun yet is there as soon as it has.',
  },
  MEDIA_UNAVAILABLE: { exit: 1, cure: 'Try again: the edge asks the servers behind it again.' },
  EDGE_FULL: { exit: 1, cure: 'Try again: another edge takes new viewers.' },
  NETWORK_REQUEST_REPEATED: {
    exit: 1,
    cure: 'Look whether it was done (`surecast directory show`), and give the command again if not: each request counts once.',
  },
  NETWORK_REFUSED: {
    exit: 1,
    cure: '`surecast directory show` lists the nodes and broadcasts, `surecast directory --help` the algorithms.',
  },
  SIMULATION_INVALID: {
    exit: 2,
    cure: 'Correct the named value; `surecast simulate --help` lists the options, docs/network.md what a file may say.',
  },

  // Everything else is a fault of ours
  INTERNAL: {
    exit: 1,
    cure: 'This is a fault in Surecast; nothing recorded is lost. Please report it with the log.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorCode = keyof typeof errorTable;

/** What to do about an error by its code; empty for a code that is not of this table. */
export function cureOf(code: string): string {
  return Object.hasOwn(errorTable, code) ? errorTable[code as ErrorCode].cure : '';
}
