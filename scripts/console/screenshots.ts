/**
 * `npm run screenshots`: a picture of every screen and state in artifacts/console/, by the browser tests, and of those the
 * ones that docs/ shows.
 */
import { join } from 'node:path';
import { findFfmpeg } from '../../encoder/find-ffmpeg.ts';
import { run } from '../setup/run.mjs';

const root = join(import.meta.dirname, '..', '..');

/** Name in docs/pictures/ -> name in artifacts/console/. */
const shown = {
  'console-idle': 'state-idle-light',
  'console-preflight': 'state-preflight-fails-dark',
  'console-live': 'state-live-dark',
  'console-outage': 'state-reconnecting-light',
  'console-settings': 'settings-thumbnail',
  'console-broadcasts': 'journey-receipt',
};

/** As many colours as a page has, so that a picture is small. */
const fewColours = 'split[a][b];[a]palettegen=stats_mode=single[p];[b][p]paletteuse=dither=none';

const status = await run(process.execPath, ['scripts/test.mjs', 'tests/console-page/'], { cwd: root });
const { ffmpegPath } = await findFfmpeg();
for (const [name, picture] of Object.entries(shown)) {
  const from = join(root, 'artifacts', 'console', `${picture}.png`);
  const to = join(root, 'docs', 'pictures', `${name}.png`);
  const args = ['-v', 'error', '-y', '-i', from, '-vf', fewColours, '-compression_level', '100', to];
  if ((await run(ffmpegPath, args)) !== 0) throw new Error(`${from} cannot be made into ${to}`);
}
process.exitCode = status;
