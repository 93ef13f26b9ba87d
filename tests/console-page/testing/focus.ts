import assert from 'node:assert/strict';
import type { Page } from '@playwright/test';

/** What has the focus. */
export type Stop = {
  /** Name of the element in HTML, in capitals. */
  readonly role: string;
  /** As it is read out: its label, else its words. */
  readonly name: string;
  readonly dialog: boolean;
  /** It has an outline, or what holds it (its frame, its label) has one for it. */
  readonly marked: boolean;
  /** It has a size, and lies within the window. */
  readonly inSight: boolean;
};

/** More stops than any screen has. */
const maxStops = 400;

/** Runs in the page, as text: tests know no DOM. */
const describeFocus = `(() => {
  const element = document.activeElement;
  const box = element.getBoundingClientRect();
  const label = element.labels?.[0]?.textContent ?? element.textContent ?? '';
  const outlined = (one) => {
    const style = one === null ? undefined : getComputedStyle(one);
    return style !== undefined && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  };
  return {
    role: element.tagName,
    name: (element.getAttribute('aria-label') ?? label).trim(),
    dialog: element.closest('dialog') !== null,
    marked: [element, element.parentElement, element.closest('label')].some(outlined),
    inSight: box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 &&
      box.top < innerHeight && box.left < innerWidth,
  };
})()`;

export async function focused(page: Page): Promise<Stop> {
  return (await page.evaluate(describeFocus)) as Stop;
}

/** Presses Tab until that has the focus. @param wanted its name may have a unit behind it */
export async function untilFocused(page: Page, wanted: Pick<Stop, 'role' | 'name'>): Promise<void> {
  for (let stop = 0; stop < maxStops; stop += 1) {
    const { role, name } = await focused(page);
    if (role === wanted.role && name.startsWith(wanted.name)) return;
    await page.keyboard.press('Tab');
  }
  assert.fail(`${wanted.role} ${wanted.name} is not reached by the Tab key`);
}

/** Presses Tab until the focus was everywhere once. @returns where it was, and what can be used and was never reached */
export async function walkOnce(
  page: Page,
): Promise<{ readonly stops: readonly Stop[]; readonly missed: readonly string[] }> {
  await page.evaluate('document.activeElement?.blur(), (globalThis.reached = new Set())');
  const stops: Stop[] = [];
  for (;;) {
    await page.keyboard.press('Tab');
    const isNew = await page.evaluate(
      `(({ activeElement: one }) => one !== document.body && !reached.has(one) && reached.add(one) !== null)(document)`,
    );
    if (isNew !== true) break;
    stops.push(await focused(page));
    assert.ok(stops.length < maxStops, 'the walk comes to an end');
  }
  return { stops, missed: (await page.evaluate(listMissed)) as readonly string[] };
}

/** Of radio buttons and rows of a grid, one has the focus for all. */
const listMissed = `[...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')]
  .filter((one) => !one.disabled && one.type !== 'radio' && one.checkVisibility() && !reached.has(one))
  .map((one) => one.outerHTML.slice(0, 160))`;
