import type { ReactElement, ReactNode } from 'react';
import { plainPart, rawPart } from '../../contract/trouble-words.ts';
import { Icon } from './icon.tsx';
import type { IconName } from './icon-paths.ts';
import { type Tone, toneIcons } from './tones.ts';
import { WithCode } from './with-code.tsx';

/** A state in a word. */
export function Badge({ tone, icon, children }: BadgeProps): ReactElement {
  return (
    <span className="badge" data-tone={tone}>
      <Icon name={icon ?? toneIcons[tone]} size={14} />
      {children}
    </span>
  );
}

type BadgeProps = { readonly tone: Tone; readonly icon?: IconName; readonly children: ReactNode };

/** A sentence that matters, with what to do, and the other side's own words last. `role="alert"` only for what just went wrong by the user's own action. */
export function Message({ tone, title, code, role, children }: MessageProps): ReactElement {
  const raw = typeof title === 'string' ? rawPart(title) : null;
  return (
    <div className="message" data-tone={tone} role={role}>
      <Icon name={toneIcons[tone]} size={20} />
      <div>
        <strong>
          {typeof title === 'string' && raw !== null ? `${plainPart(title)}.` : title}
          {code === undefined || code === null ? null : <code className="quiet"> {code}</code>}
        </strong>
        {typeof children === 'string' ? <WithCode text={children} /> : children}
        {raw === null ? null : <p className="raw-words quiet">{raw}</p>}
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
