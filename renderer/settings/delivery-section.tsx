import type { ReactElement } from 'react';
import { Choice } from '../design/choice.tsx';
import { Panel } from '../design/panel.tsx';
import { Field } from './field.tsx';
import { type FormProps, TextSetting, withText } from './text-setting.tsx';

const orders = [
  ['complete', 'In order, nothing left out'],
  ['live-edge', 'The newest first'],
] as const;

/** In which order and how fast files leave. */
export function DeliverySection({ form, onChange }: FormProps): ReactElement {
  const part = { form, onChange };
  const order = form.texts.deliveryOrder === 'live-edge' ? 'live-edge' : 'complete';
  const choose = (next: string): void =>
    onChange(withText(form, 'deliveryOrder', next === 'complete' ? '' : next));
  return (
    <Panel title="Delivery">
      <div className="stack">
        <Choice label="After an outage" value={order} options={orders} onChange={choose} />
        <p className="quiet">
          {order === 'complete'
            ? 'Viewers fall behind by the length of the outage and miss nothing.'
            : 'Viewers get the newest at once; the hole is delivered behind it, and the ended playlist is whole.'}
        </p>
        <div className="fields">
          <TextSetting
            {...part}
            name="maxUplinkRate"
            label="Cap on the uplink"
            unit="such as 800k or 6M"
            placeholder="no cap"
            hint="Bits per second that all origins get together"
          />
        </div>
        <details>
          <summary>Advanced</summary>
          <div className="fields">
            <TextSetting
              {...part}
              name="liveWindowSeconds"
              label="Live window"
              unit="seconds"
              placeholder="900"
              hint="What a live playlist names at least"
            />
            <TextSetting
              {...part}
              name="stallSeconds"
              label="Source counts as lost after"
              unit="seconds"
              placeholder="10"
              hint="It is then opened again"
            />
            {order === 'live-edge' ? (
              <>
                <TextSetting
                  {...part}
                  name="liveEdgeSegments"
                  label="Live edge"
                  unit="segments"
                  placeholder="2"
                  hint="How many of the newest are waited for in order"
                />
                <TextSetting
                  {...part}
                  name="backfillShare"
                  label="Share of older media"
                  unit="0.01 to 0.9"
                  placeholder="0.1"
                  hint="Of the link, while live media is being sent"
                />
              </>
            ) : null}
            <TextSetting
              {...part}
              name="interfaceReturnSeconds"
              label="Return to a better interface after"
              unit="seconds"
              placeholder="30"
            />
            <Interfaces {...part} />
          </div>
        </details>
      </div>
    </Panel>
  );
}

function Interfaces({ form, onChange }: FormProps): ReactElement {
  return (
    <Field
      path="interfaces"
      label="Network interfaces"
      unit="one a line"
      hint="To reach S3 origins over, the preferred first; empty: as the system routes"
    >
      {(control) => (
        <textarea
          {...control}
          rows={3}
          value={form.texts.interfaces}
          spellCheck={false}
          onChange={(event) => onChange(withText(form, 'interfaces', event.target.value))}
        />
      )}
    </Field>
  );
}
