import { type ReactElement, useState } from 'react';
import { Button } from '../design/button.tsx';
import { Icon } from '../design/icon.tsx';
import { chosenTheme, showTheme, type Theme } from '../design/theme.ts';
import { useMatches } from '../design/use-matches.ts';
import { UpdateHint } from '../desktop/update-hint.tsx';
import { hasNetworkStore } from '../state/console-store.ts';
import { useStore } from '../state/use-store.ts';
import { addressOf } from './address.ts';
import { screens } from './screens.ts';

/** Name, navigation, and what concerns the page itself. */
export function Header({ current, onShowKeys }: HeaderProps): ReactElement {
  const hasNetwork = useStore(hasNetworkStore, (has) => has);
  const shown = screens.filter(({ path }) => path !== 'network' || hasNetwork || current === 'network');
  return (
    <header className="header">
      <span className="brand">
        <Icon name="check" size={20} />
        Surecast
      </span>
      <nav aria-label="Screens">
        <ul>
          {shown.map(({ path, title, icon, keyName }) => (
            <li key={path}>
              <a
                href={addressOf(path)}
                aria-current={path === current ? 'page' : undefined}
                title={`${title} (key ${keyName})`}
              >
                <Icon name={icon} />
                {title}
              </a>
            </li>
          ))}
        </ul>
      </nav>
      <div className="header-end">
        <UpdateHint />
        <ThemeSwitch />
        <Button kind="bare" icon="keyboard" aria-label="Keys" title="Keys (?)" onClick={onShowKeys} />
      </div>
    </header>
  );
}

type HeaderProps = { readonly current: string; readonly onShowKeys: () => void };

function ThemeSwitch(): ReactElement {
  const [theme, setTheme] = useState<Theme>(chosenTheme);
  const isSystemDark = useMatches('(prefers-color-scheme: dark)');
  const dark = theme === 'dark' || (theme === 'system' && isSystemDark);
  const choose = (): void => {
    const next = dark ? 'light' : 'dark';
    showTheme(next);
    setTheme(next);
  };
  const label = dark ? 'Light theme' : 'Dark theme';
  return (
    <Button kind="bare" icon={dark ? 'sun' : 'moon'} aria-label={label} title={label} onClick={choose} />
  );
}
