import { errorPages } from './nginx-errors.ts';
import { type NginxSettings, nginxFiles, readyPath } from './nginx-settings.ts';

const name = '[A-Za-z0-9][A-Za-z0-9._-]{0,99}';
const part = '[A-Za-z0-9][A-Za-z0-9._-]{0,149}';
const token = '(?:~[A-Za-z0-9_.-]{1,2000}/)?';
const averageSegmentBytes = 500_000;
/** nginx's own figure. */
const keysPerMegabyte = 8_000;

/**
 * The text of its configuration file: segments are kept on the disk, under a key without the viewer's token; everything else
 * is asked of the built-in server each time. Judged by the path as it was sent, because nginx decodes and shortens its own.
 */
export function nginxConfiguration(settings: NginxSettings): string {
  const { user, limits, upstreamPort, authorizePort } = settings;
  return [
    'daemon off;',
    ...(user === undefined ? [] : [`user ${user};`]),
    'worker_processes auto;',
    `worker_rlimit_nofile ${limits.connections * 2 + 1_000};`,
    'pid nginx.pid;',
    'error_log stderr error;',
    block('events', [`worker_connections ${limits.connections * 2};`]),
    block('http', [
      ...paths,
      ...maps,
      ...connectionLines(settings),
      ...cacheLines(settings),
      upstream('built_in', upstreamPort),
      ...(authorizePort === undefined ? [] : [upstream('authorize', authorizePort)]),
      ...proxyLines,
      block('server', serverLines(settings)),
    ]),
    '',
  ].join('\n');
}

const paths = [
  ...['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((each) => `${each}_temp_path temp/${each};`),
  'default_type application/octet-stream;',
];

const maps = [
  block('map $request_uri $media', [
    'default "";',
    String.raw`"~^[^?]*\.m3u8(?:\?|$)" "";`,
    String.raw`"~^/live/${token}(?<media_key>${name}/(?:${part}/)?${part})(?:\?|$)" $media_key;`,
  ]),
  block('map $request_uri $broadcast', [
    'default "";',
    `"~^/live/${token}(?<broadcast_name>${name})/" $broadcast_name;`,
  ]),
  `log_format sent '$broadcast $body_bytes_sent';`,
  `access_log ${nginxFiles.sent} sent buffer=64k flush=1s if=$broadcast;`,
];

function connectionLines({ limits }: NginxSettings): readonly string[] {
  const { connectionsPerClient, requestsPerSecondPerClient: rate, idleSeconds } = limits;
  return [
    'server_tokens off;',
    'sendfile on;',
    'tcp_nodelay on;',
    // On, it holds back the end of small answers until an acknowledgement that clients delay.
    'tcp_nopush off;',
    'keepalive_requests 100000;',
    `keepalive_timeout ${idleSeconds}s;`,
    `client_header_timeout ${idleSeconds}s;`,
    `client_body_timeout ${idleSeconds}s;`,
    `send_timeout ${idleSeconds}s;`,
    'reset_timedout_connection on;',
    'client_header_buffer_size 4k;',
    'large_client_header_buffers 4 8k;',
    'client_max_body_size 16k;',
    'max_ranges 1;',
    'merge_slashes off;',
    'limit_conn_zone $binary_remote_addr zone=connections:10m;',
    `limit_conn connections ${connectionsPerClient};`,
    'limit_conn_status 429;',
    'limit_conn_log_level info;',
    `limit_req_zone $binary_remote_addr zone=requests:10m rate=${rate}r/s;`,
    `limit_req zone=requests burst=${rate * 2} nodelay;`,
    'limit_req_status 429;',
    'limit_req_log_level info;',
  ];
}

function cacheLines({ cacheBytes }: NginxSettings): readonly string[] {
  const keys = Math.ceil(cacheBytes / averageSegmentBytes);
  const megabytes = Math.min(512, Math.max(10, Math.ceil(keys / keysPerMegabyte)));
  return [
    `proxy_cache_path cache levels=1:2 keys_zone=media:${megabytes}m max_size=${cacheBytes} inactive=30d use_temp_path=off;`,
    'proxy_cache_key $media;',
    // Nothing stale is ever used: a segment is written once, and what was missing may be there by now.
    'proxy_cache_valid 200 365d;',
    'proxy_cache_valid 404 1s;',
    // For how long is decided here; viewers are still told what the built-in server says.
    'proxy_ignore_headers Cache-Control Expires Vary Set-Cookie X-Accel-Expires;',
    'proxy_cache_lock on;',
    // nginx gives nobody else what is still arriving; the built-in server does, and asks for it once.
    'proxy_cache_lock_timeout 100ms;',
  ];
}

/** Before the other side would close it, after 30 s. */
const keptSeconds = 15;

/** A location that has such lines of its own inherits none. */
const headers = [
  'proxy_set_header Connection "";',
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Real-IP $remote_addr;',
  'proxy_set_header Content-Length "";',
];

const proxyLines = [
  'proxy_http_version 1.1;',
  // Nothing that viewers send has a body that matters.
  'proxy_pass_request_body off;',
  ...headers,
  // A client that has sent all it wants to still gets its answer, and what it left is kept for the next.
  'proxy_ignore_client_abort on;',
  'proxy_connect_timeout 5s;',
  // What arrives is passed on in pieces of this size.
  'proxy_buffer_size 8k;',
  'proxy_buffers 64 8k;',
];

function serverLines(settings: NginxSettings): readonly string[] {
  const { listen, tls, generation, authorizePort } = settings;
  const host = listen.host.includes(':') ? `[${listen.host}]` : listen.host;
  return [
    `listen ${host}:${listen.port} backlog=4096${tls === undefined ? '' : ' ssl'};`,
    ...(tls === undefined
      ? []
      : [
          `ssl_certificate ${tls.certificateFile};`,
          `ssl_certificate_key ${tls.keyFile};`,
          'ssl_protocols TLSv1.2 TLSv1.3;',
          'ssl_session_cache shared:sessions:10m;',
        ]),
    ...errorPages(),
    // 418: not nginx's to answer; 401, 403: who may not have it is told why by the built-in server.
    'error_page 401 403 418 = @built_in;',
    block(`location = ${readyPath}`, [`return 200 ${generation};`]),
    ...(authorizePort === undefined ? [] : [authorizeBlock]),
    block('location @built_in', ['proxy_pass http://built_in;']),
    block('location /', ['return 418;']),
    block('location /live/', [
      'if ($media = "") { return 418; }',
      'if ($request_method !~ ^(GET|HEAD)$) { return 418; }',
      ...(authorizePort === undefined ? [] : ['auth_request /.authorize;']),
      'proxy_pass http://built_in;',
      'proxy_cache media;',
      ...headers,
      'proxy_set_header Accept-Encoding "";',
    ]),
  ];
}

const authorizeBlock = block('location = /.authorize', [
  'internal;',
  ...headers,
  'proxy_pass http://authorize;',
  'proxy_set_header X-Original-URI $request_uri;',
]);

/** A server of this edge's own, whose connections are kept: a new one for each question costs more than its answer. */
function upstream(as: string, port: number): string {
  return block(`upstream ${as}`, [
    `server 127.0.0.1:${port} max_fails=0;`,
    'keepalive 64;',
    `keepalive_timeout ${keptSeconds}s;`,
  ]);
}

function block(head: string, lines: readonly string[]): string {
  return `${head} {\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}`).join('\n')}\n}`;
}
