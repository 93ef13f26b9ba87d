import { join } from 'node:path';

/**
 * How Node is started for the program, so that it stays small beside FFmpeg for days (measured on a live broadcast:
 * 194 MB without, 133 MB with):
 * - V8's young generation is kept to 2 MB: the engine makes little garbage and has no haste with it;
 * - glibc keeps one heap instead of one a thread, and gives what is large (a segment's bytes) back to the system at once: by
 *   itself it raises the size from which it does so with every large piece that is freed, and then keeps them;
 * - files are worked on by more than libuv's four threads, since each transfer to a share that hangs holds one for good, and
 *   the capture log needs one (they cost nothing measurable while they wait);
 * - what was compiled once, type stripping included, is kept on disk (halves the time to start as well); it is compiled before
 *   the program starts (scripts/setup/compiled.mjs), which would keep the compiler for as long as it lives.
 * A server of the network (`surecast node`) is none of that: it makes answers by the ten thousand, and gets Node as it is.
 * @param {string} root of the checkout
 * @param {readonly string[]} args what stands after `surecast`
 */
export function leanNode(root, args = []) {
  const compiled = process.env['NODE_COMPILE_CACHE'] ?? join(root, 'node_modules', '.cache', 'surecast');
  if (args[0] === 'node')
    return {
      args: ['--disable-warning=ExperimentalWarning'],
      env: { ...process.env, NODE_COMPILE_CACHE: compiled },
    };
  return {
    args: ['--max-semi-space-size=2', '--disable-warning=ExperimentalWarning'],
    env: {
      ...process.env,
      MALLOC_ARENA_MAX: '1',
      MALLOC_MMAP_THRESHOLD_: '131072',
      MALLOC_TRIM_THRESHOLD_: '131072',
      UV_THREADPOOL_SIZE: '32',
      NODE_COMPILE_CACHE: compiled,
    },
  };
}
