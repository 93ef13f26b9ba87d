import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MenuItemConstructorOptions } from 'electron';
import { sessionStates } from '../../contract/api/session.ts';
import { consoleActions, consoleScreens } from '../../contract/console-actions.ts';
import { alarmOf, snapshotOf } from '../testing/snapshots.ts';
import { applicationMenu, type MenuPorts, trayMenu } from './menu-template.ts';
import { initialShellState, type ShellState } from './shell-state.ts';
import { trayMoods, trayView } from './tray-view.ts';

type Item = MenuItemConstructorOptions;

const shell = (more: Partial<ShellState>): ShellState => ({
  ...initialShellState,
  engine: 'running',
  ...more,
});
const idle = trayView(shell({ snapshot: snapshotOf('idle') }));
const live = trayView(shell({ snapshot: snapshotOf('live', { files: 2 }) }));

function flat(items: readonly Item[]): Item[] {
  return items.flatMap((item) => [item, ...(Array.isArray(item.submenu) ? flat(item.submenu) : [])]);
}

function recorder(): { ports: MenuPorts; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    ports: {
      onAction: (action) => void calls.push(action),
      onShow: () => void calls.push('show'),
      onQuit: () => void calls.push('quit'),
      onShowLogs: () => void calls.push('logs'),
    },
  };
}

/** Clicks as Electron does; no entry here uses what it is given. */
function click(items: readonly Item[], id: string): void {
  const item = flat(items).find((one) => one.id === id);
  assert.ok(item?.click, id);
  Reflect.apply(item.click, undefined, []);
}

describe('the application menu', () => {
  const everything = [
    ...Object.keys(consoleActions),
    ...Object.values(consoleScreens).map(({ path }) => `open-${path}`),
  ];

  it('has every action and every screen of the page, under the same keys', () => {
    const { ports, calls } = recorder();
    const menu = applicationMenu(idle, 'linux', ports);
    for (const id of everything) click(menu, id);
    assert.deepEqual(calls, everything);
    const keys = flat(menu).filter(({ id }) => id !== undefined && everything.includes(id));
    const ofPage = [
      ...Object.values(consoleActions).map(({ keyName }) => keyName),
      ...Object.values(consoleScreens).map(({ keyName }) => keyName),
    ];
    assert.deepEqual(keys.map(({ accelerator }) => accelerator).toSorted(), ofPage.toSorted());
  });

  it('takes no key from a field that someone writes in', () => {
    for (const item of flat(applicationMenu(idle, 'win32', recorder().ports))) {
      if (item.accelerator?.length === 1) assert.equal(item.registerAccelerator, false, item.label);
    }
    const mac = flat(applicationMenu(idle, 'darwin', recorder().ports));
    assert.ok(mac.every(({ accelerator }) => accelerator === undefined || accelerator.includes('+')));
    assert.ok(mac.some(({ label }) => label === 'Go live… (G)'));
  });

  it('offers what can be done now', () => {
    const enabled = (view: typeof idle, id: string): unknown =>
      flat(applicationMenu(view, 'linux', recorder().ports)).find((item) => item.id === id)?.enabled;
    assert.equal(enabled(idle, 'goLive'), true);
    assert.equal(enabled(idle, 'stop'), false);
    assert.equal(enabled(live, 'goLive'), false);
    assert.equal(enabled(live, 'stop'), true);
  });

  it('quits by the one way out, on every platform', () => {
    for (const platform of ['linux', 'win32', 'darwin'] as const) {
      const { ports, calls } = recorder();
      const menu = applicationMenu(idle, platform, ports);
      assert.ok(flat(menu).every(({ role }) => role !== 'quit' && role !== 'close'));
      click(menu, 'quit');
      click(menu, 'show-logs');
      assert.deepEqual(calls, ['quit', 'logs']);
    }
  });
});

describe('the tray', () => {
  it('says the state in words, with a sign of its own for each mood', () => {
    assert.equal(live.mood, 'live');
    assert.equal(live.tooltip, 'Surecast: Live, sunday\n2 files (4 s) to deliver');
    assert.equal(idle.tooltip, 'Surecast: Idle');
    for (const state of sessionStates) {
      const view = trayView(shell({ snapshot: snapshotOf(state) }));
      assert.ok(trayMoods.includes(view.mood));
      assert.ok(view.state.length > 0 && view.tooltip.length <= 127);
    }
  });

  it('shows trouble for a critical alarm, with the reason', () => {
    const alarms = [alarmOf('uplink-down')];
    const snapshot = snapshotOf('reconnecting', { alarms, reason: 'The origin does not answer.' });
    const view = trayView(shell({ snapshot, alarms }));
    assert.equal(view.mood, 'trouble');
    assert.match(view.tooltip, /Reconnecting, sunday\nThe origin does not answer\.\n.*\n1 alarm$/);
  });

  it('says that left-over files are delivered, and that the engine is started again', () => {
    assert.equal(trayView(shell({ snapshot: snapshotOf('idle', { files: 1 }) })).state, 'Delivering');
    const away = trayView(shell({ engine: 'away', trouble: 'The engine ended by SIGKILL.' }));
    assert.equal(away.tooltip, 'Surecast: The engine is started again\nThe engine ended by SIGKILL.');
    assert.equal(away.canGoLive, false);
  });

  it('shows the window before the page asks something', () => {
    const { ports, calls } = recorder();
    const menu = trayMenu(live, ports);
    click(menu, 'stop');
    click(menu, 'show');
    click(menu, 'quit');
    assert.deepEqual(calls, ['show', 'stop', 'show', 'quit']);
    assert.equal(menu[0]?.label, 'Live');
  });
});
