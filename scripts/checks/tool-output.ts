import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';

/** What a tool printed, both streams together as they came, and its exit status. */
export type ToolOutput = { readonly output: string; readonly status: number };

/** Runs a tool's script on this Node in the checkout. @param script below node_modules */
export async function runTool(root: string, script: string, args: readonly string[]): Promise<ToolOutput> {
  const child = spawn(process.execPath, [`node_modules/${script}`, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
  });
  const ended = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve(status ?? 1));
  });
  const [out, err, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { output: out + err, status };
}
