import type { ReactElement } from 'react';
import { Button } from '../design/button.tsx';
import { Panel } from '../design/panel.tsx';
import { TextField } from './field.tsx';
import { emptyWebhook, nextRowId, type WebhookForm } from './settings-form.ts';
import type { FormProps } from './text-setting.tsx';

/** Who is told of alarms. */
export function WebhooksSection({ form, onChange }: FormProps): ReactElement {
  const { webhooks } = form;
  const set = (next: readonly WebhookForm[]): void => onChange({ ...form, webhooks: next });
  return (
    <Panel
      title="Webhooks"
      aside={
        <Button icon="bell" onClick={() => set([...webhooks, emptyWebhook(nextRowId(webhooks))])}>
          Add a webhook
        </Button>
      }
    >
      <div className="stack">
        <p className="quiet">Told of each alarm when it is raised and when it clears, by POST.</p>
        {webhooks.map((webhook, index) => (
          <WebhookCard
            key={webhook.rowId}
            index={index}
            webhook={webhook}
            onChange={(next) => set(webhooks.map((one) => (one.rowId === next.rowId ? next : one)))}
            onRemove={() => set(webhooks.filter(({ rowId }) => rowId !== webhook.rowId))}
          />
        ))}
      </div>
    </Panel>
  );
}

function WebhookCard({ index, webhook, onChange, onRemove }: WebhookCardProps): ReactElement {
  const path = `alarms.webhooks.${index}`;
  return (
    <fieldset className="card">
      <legend>Webhook {index + 1}</legend>
      <div className="stack">
        <div className="fields">
          <TextField
            path={`${path}.url`}
            label="Address"
            value={webhook.url}
            inputMode="url"
            placeholder="https://hooks.example.com/…"
            hint="Or env:NAME, the environment variable that holds it"
            onChange={(url) => onChange({ ...webhook, url })}
          />
          <TextField
            path={`${path}.secret`}
            label="Secret"
            value={webhook.secret}
            placeholder="env:NAME"
            hint="The environment variable with the secret that signs each message"
            onChange={(secret) => onChange({ ...webhook, secret })}
          />
        </div>
        <div>
          <Button kind="danger" icon="cross" onClick={onRemove}>
            Remove webhook {index + 1}
          </Button>
        </div>
      </div>
    </fieldset>
  );
}

type WebhookCardProps = {
  readonly index: number;
  readonly webhook: WebhookForm;
  readonly onChange: (webhook: WebhookForm) => void;
  readonly onRemove: () => void;
};
