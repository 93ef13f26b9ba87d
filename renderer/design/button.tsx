import type { ButtonHTMLAttributes, ReactElement } from 'react';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-paths.ts';

/** A button; `danger` for what ends or removes something. */
export function Button({ kind, size, icon, children, ...rest }: ButtonProps): ReactElement {
  return (
    <button type="button" className="button" data-kind={kind} data-size={size} {...rest}>
      {icon === undefined ? null : <Icon name={icon} size={size === 'big' ? 22 : 18} />}
      {children}
    </button>
  );
}

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  readonly kind?: 'primary' | 'danger' | 'bare';
  readonly size?: 'big';
  readonly icon?: IconName;
};
