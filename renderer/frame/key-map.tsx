import type { ReactElement } from 'react';
import { consoleActions } from '../../contract/console-actions.ts';
import { Button } from '../design/button.tsx';
import { Dialog } from '../design/dialog.tsx';
import { screens } from './screens.ts';

/** All keys and what they do. */
export function KeyMap({ onClose }: { readonly onClose: () => void }): ReactElement {
  const keys = [
    ...Object.values(consoleActions).map(({ keyName, does }) => ({ keyName, does })),
    ...screens.map(({ keyName, title }) => ({ keyName, does: `Open ${title}` })),
    { keyName: 'Esc', does: 'Close a dialog' },
  ];
  return (
    <Dialog title="Keys" onClose={onClose}>
      <table className="table">
        <thead className="unseen">
          <tr>
            <th scope="col">Key</th>
            <th scope="col">Does</th>
          </tr>
        </thead>
        <tbody>
          {keys.map(({ keyName, does }) => (
            <tr key={keyName}>
              <td>
                <kbd className="key">{keyName}</kbd>
              </td>
              <td>{does}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="dialog-actions">
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
