import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

/** What a colour means; always with an icon and a word. */
export type Tone = 'good' | 'note' | 'warn' | 'bad' | 'neutral';

const icons: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  note: 'circle',
  warn: 'warning',
  bad: 'cross',
  neutral: 'skip',
};

/** A state in a word. */
export function Badge({ tone, icon, children }: BadgeProps): ReactElement {
  return (
    <span className="badge" data-tone={tone}>
      <Icon name={icon ?? icons[tone]} size={14} />
      {children}
    </span>
  );
}

type BadgeProps = { readonly tone: Tone; readonly icon?: IconName; readonly children: ReactNode };

/** A sentence that matters, with what to do. `role="alert"` only for what just went wrong by the user's own action. */
export function Message({ tone, title, code, role, children }: MessageProps): ReactElement {
  return (
    <div className="message" data-tone={tone} role={role}>
      <Icon name={icons[tone]} size={20} />
      <div>
        <strong>
          {title}
          {code === undefined || code === null ? null : <code className="quiet"> {code}</code>}
        </strong>
        {children}
      </div>
    </div>
  );
}

type MessageProps = {
  readonly tone: Tone;
  readonly title: ReactNode;
  readonly code?: string | null;
  readonly role?: 'alert' | 'status';
  readonly children?: ReactNode;
};

/** What went wrong with a call, with its cure. */
export function Failure({ error }: { readonly error: FailureText | null }): ReactElement | null {
  if (error === null) return null;
  return (
    <Message tone="bad" title={error.message} code={error.code} role="alert">
      {error.cure}
    </Message>
  );
}

type FailureText = { readonly code: string; readonly message: string; readonly cure: string };
