/** `npm run build:icons`: draws electron/icons/*.svg with Chromium into PNG, ICO and ICNS. What it makes is committed: a build needs no browser. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { icnsOf, icoOf, type SquarePng } from './icon-containers.ts';
import { trayPictures } from './tray-pictures.ts';

const folder = join(dirname(dirname(import.meta.dirname)), 'electron', 'icons');
const systemChromium = '/usr/bin/chromium';

async function draw(page: Page, svg: string, side: number): Promise<SquarePng> {
  await page.setViewportSize({ width: side, height: side });
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  await page.setContent(
    `<body style="margin:0"><img src="${image}" width="${side}" height="${side}" style="display:block">`,
  );
  await page.locator('img').evaluate((img: { decode(): Promise<void> }) => img.decode());
  return { side, bytes: await page.screenshot({ omitBackground: true }) };
}

const browser = await chromium.launch(existsSync(systemChromium) ? { executablePath: systemChromium } : {});
try {
  const page = await browser.newPage();
  const icon = readFileSync(join(folder, 'icon.svg'), 'utf8');
  const pngs: SquarePng[] = [];
  for (const side of [16, 24, 32, 48, 64, 128, 256, 512, 1024]) pngs.push(await draw(page, icon, side));
  writeFileSync(join(folder, 'icon.ico'), icoOf(pngs.filter(({ side }) => side <= 256)));
  writeFileSync(join(folder, 'icon.icns'), icnsOf(pngs));
  for (const { bytes } of pngs.filter(({ side }) => side === 512))
    writeFileSync(join(folder, 'icon.png'), bytes);
  for (const [mood, svg] of trayPictures(readFileSync(join(folder, 'tray.svg'), 'utf8'))) {
    writeFileSync(join(folder, `tray-${mood}.png`), (await draw(page, svg, 16)).bytes);
    writeFileSync(join(folder, `tray-${mood}@2x.png`), (await draw(page, svg, 32)).bytes);
  }
} finally {
  await browser.close();
}
