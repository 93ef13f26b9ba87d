/**
 * Electron's security checklist (docs/tutorial/security.md), item by item and by its own numbers, against the options and handlers
 * that the shell really uses.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { answerCall, type CallHandlers } from '../../electron/calls/answer-call.ts';
import { contentSecurityPolicy, pageHeaders } from '../../electron/page/content-security-policy.ts';
import { confineContents } from '../../electron/security/confine-contents.ts';
import { denyPermissions } from '../../electron/security/deny-permissions.ts';
import { externalLink } from '../../electron/security/external-links.ts';
import { isPageUrl, pageSchemePrivileges, pageUrl } from '../../electron/security/page-address.ts';
import { pagePreferences } from '../../electron/security/web-preferences.ts';
import { shownPreload } from './shown-preload.ts';

const root = join(import.meta.dirname, '..', '..');
const preferences = pagePreferences('/app/electron/dist/preload.cjs');
const policy = new Map(
  contentSecurityPolicy.split('; ').map((directive) => {
    const [name = '', ...sources] = directive.split(' ');
    return [name, sources];
  }),
);

type Listener = (event: { preventDefault(): void; url: string }) => void;

/** What the shell does to a web contents, recorded. */
function confined() {
  const listeners = new Map<string, Listener>();
  const links: string[] = [];
  let open: ((details: { url: string }) => { action: string }) | undefined;
  confineContents(
    {
      on: (event: string, listener: Listener) => listeners.set(event, listener),
      setWindowOpenHandler: (handler) => {
        open = handler;
      },
    },
    (url) => links.push(url),
  );
  const isPrevented = (event: string, url: string): boolean => {
    let prevented = false;
    const listener = listeners.get(event);
    assert.ok(listener, `nobody listens to ${event}`);
    listener({ url, preventDefault: () => (prevented = true) });
    return prevented;
  };
  return { isPrevented, links, open: (url: string) => open?.({ url }).action };
}

describe('Electron’s security checklist', () => {
  it('1. only secure content is loaded', () => {
    assert.equal(pageUrl, 'app://console/');
    assert.equal(pageSchemePrivileges.secure, true);
    for (const sources of policy.values()) assert.ok(!sources.includes('http:') && !sources.includes('*'));
  });

  it('2. no Node.js in pages', () => {
    assert.equal(preferences.nodeIntegration, false);
    assert.equal(preferences.nodeIntegrationInWorker, false);
    assert.equal(preferences.nodeIntegrationInSubFrames, false);
  });

  it('3. context isolation', () => assert.equal(preferences.contextIsolation, true));

  it('4. sandboxed processes', () => assert.equal(preferences.sandbox, true));

  it('5. permissions are refused, asked for or looked up', () => {
    const answers: unknown[] = [];
    denyPermissions({
      setPermissionRequestHandler: (handler) =>
        handler(undefined, 'media', (granted) => answers.push(granted)),
      setPermissionCheckHandler: (handler) => answers.push(handler()),
      setDevicePermissionHandler: (handler) => answers.push(handler()),
    });
    assert.deepEqual(answers, [false, false, false]);
  });

  it('6. web security stays on', () => assert.equal(preferences.webSecurity, true));

  it('7. a content security policy, sent with everything, and not passed by', () => {
    assert.equal(pageHeaders['content-security-policy'], contentSecurityPolicy);
    assert.deepEqual(policy.get('default-src'), ["'none'"]);
    assert.deepEqual(policy.get('script-src'), ["'self'"]);
    assert.doesNotMatch(contentSecurityPolicy, /unsafe|nonce|sha256/);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'object-src'])
      assert.deepEqual(policy.get(name), ["'none'"], name);
    assert.equal(pageSchemePrivileges.bypassCSP, false);
  });

  it('8. no insecure content', () => assert.equal(preferences.allowRunningInsecureContent, false));

  it('9. no experimental features', () => assert.equal(preferences.experimentalFeatures, false));

  it('10. no Blink features', () => assert.equal(preferences.enableBlinkFeatures, undefined));

  it('11. no popups for webviews: there are no webviews', () => assert.equal(preferences.webviewTag, false));

  it('12. no webview is attached, whatever its options', () => {
    assert.ok(confined().isPrevented('will-attach-webview', pageUrl));
  });

  it('13. navigation stays in the page', () => {
    const { isPrevented } = confined();
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect']) {
      for (const url of [
        'https://evil.example/',
        'file:///etc/passwd',
        'app://console.evil/',
        'app://x@console/',
        'javascript:1',
      ])
        assert.ok(isPrevented(event, url), `${event} ${url}`);
      assert.ok(!isPrevented(event, `${pageUrl}#/queue`));
    }
    assert.equal(preferences.navigateOnDragDrop, false);
  });

  it('14. no new windows', () => {
    const { open, links } = confined();
    assert.equal(open('https://ffmpeg.org/'), 'deny');
    assert.deepEqual(links, ['https://ffmpeg.org/']);
  });

  it('15. only known links reach the system', () => {
    assert.equal(externalLink('https://ffmpeg.org/legal.html'), 'https://ffmpeg.org/legal.html');
    for (const url of [
      'http://ffmpeg.org/',
      'https://ffmpeg.org.evil.example/',
      'https://ffmpeg.org@evil.example/',
      'https://evil@ffmpeg.org/',
      'https://ffmpeg.org:8443/',
      'file:///bin/sh',
      'smb://ffmpeg.org/x',
      'ms-msdt:/id',
      '',
    ])
      assert.equal(externalLink(url), undefined, url);
  });

  it('16. a current Electron, pinned', () => {
    const version = packageJson().devDependencies['electron'] ?? '';
    assert.match(version, /^\d+\.\d+\.\d+$/);
    assert.ok(Number.parseInt(version, 10) >= 45);
  });

  it('17. the sender of every message is looked at before anything else', async () => {
    const called: string[] = [];
    const note = (name: string) => () => {
      called.push(name);
      return {} as never;
    };
    const handlers: CallHandlers = {
      describe: note('describe'),
      chooseRecording: note('chooseRecording'),
      chooseFolder: note('chooseFolder'),
      openLink: note('openLink'),
    };
    for (const frame of [
      null,
      { url: 'https://evil.example/', parent: null },
      { url: pageUrl, parent: {} },
    ]) {
      for (const name of Object.keys(handlers))
        assert.equal((await answerCall(handlers, frame, name, {})).ok, false);
    }
    assert.deepEqual(called, []);
  });

  it('18. a protocol of its own, not file://', () => {
    assert.ok(isPageUrl(pageUrl));
    assert.ok(!isPageUrl('file:///app/index.html'));
    assert.equal(fuses()['grantFileProtocolExtraPrivileges'], false);
  });

  it('19. fuses', () => {
    assert.deepEqual(fuses(), {
      runAsNode: false,
      enableCookieEncryption: true,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      loadBrowserProcessSpecificV8Snapshot: false,
      grantFileProtocolExtraPrivileges: false,
    });
  });

  it('20. the page gets two functions, and nothing of Electron through them', async (t) => {
    const { desktop, deliver, invoked } = await shownPreload(t);
    assert.deepEqual(Object.keys(desktop).toSorted(), ['call', 'onAction']);
    await desktop.call('chooseFolder', {});
    assert.deepEqual(invoked, [['surecast:call', 'chooseFolder', {}]]);
    const heard: unknown[][] = [];
    const forget = desktop.onAction((...args) => void heard.push(args));
    deliver({ sender: 'the event object' }, 'goLive');
    deliver({ sender: 'the event object' }, { not: 'a name' });
    assert.equal(forget(), undefined);
    deliver({ sender: 'the event object' }, 'stop');
    assert.deepEqual(heard, [['goLive']]);
  });
});

function packageJson(): { devDependencies: Record<string, string> } {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
}

function fuses(): Record<string, boolean> {
  return parse(readFileSync(join(root, 'electron-builder.yml'), 'utf8')).electronFuses;
}
