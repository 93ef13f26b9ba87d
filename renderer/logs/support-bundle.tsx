import type { ReactElement } from 'react';
import { Icon } from '../design/icon.tsx';
import { Panel } from '../design/panel.tsx';

/** Where everything that helps to find a fault can be had as one file. */
export function SupportBundle(): ReactElement {
  return (
    <Panel title="Support bundle">
      <div className="row">
        <a className="button" href="/api/support-bundle" download>
          <Icon name="download" />
          Download
        </a>
        <p className="log-bundle">
          One file with versions, settings, state, the log and FFmpeg’s own lines. Keys, passwords and tokens
          are taken out.
        </p>
      </div>
    </Panel>
  );
}
