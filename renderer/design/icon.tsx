import type { ReactElement } from 'react';
import { type IconName, iconPaths } from './icon-paths.ts';

const solid: ReadonlySet<IconName> = new Set(['dot', 'stop', 'play']);

/** A sign beside a word; it says nothing that the word does not, so screen readers skip it. */
export function Icon({ name, size = 18 }: IconProps): ReactElement {
  return (
    <svg
      aria-hidden="true"
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill={solid.has(name) ? 'currentColor' : 'none'}
      stroke="currentColor"
      strokeWidth="2.2"
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={iconPaths[name]} />
    </svg>
  );
}

type IconProps = { readonly name: IconName; readonly size?: number };
