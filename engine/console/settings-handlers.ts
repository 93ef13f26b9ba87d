import type { Settings } from '../../contract/api/settings.ts';
import type { Handlers } from '../http/handlers.ts';
import type { AccessBook } from '../origin-access/access-book.ts';
import type { FileSettings, SettingsFile } from '../settings/settings-file.ts';

export type SettingsParts = { readonly file: SettingsFile; readonly access: AccessBook };

type SettingsRoutes = 'settings' | 'changeSettings' | 'keepOriginKeys' | 'forgetOriginKeys';

/** The configuration file and the keys of origins. */
export function settingsHandlers({ file, access }: SettingsParts): Pick<Handlers, SettingsRoutes> {
  const withKeys = (settings: FileSettings): Settings => ({
    ...settings,
    originsWithKeys: [...access.originsWithKeys()],
  });
  return {
    settings: async () => withKeys(await file.read()),
    changeSettings: async ({ body }) => {
      const changed = await file.change(body);
      // Endpoints and regions hold at once: they may be why an origin is blocked.
      access.useConfig(await file.config());
      return withKeys(changed);
    },
    keepOriginKeys: async ({ body: { originUrl, ...keys } }) => {
      await access.keep(originUrl, keys);
      return { ok: true };
    },
    forgetOriginKeys: async ({ body }) => {
      await access.forget(body.originUrl);
      return { ok: true };
    },
  };
}
