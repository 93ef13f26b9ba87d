import { type ReactElement, useId } from 'react';
import { PathButton } from '../desktop/path-button.tsx';
import { writeSource } from './source-choice.ts';
import { Thumbnail } from './thumbnail.tsx';

/** A file on the engine's machine or a stream of the network as the source. @param address null: another one is chosen */
export function AddressSource({ name, address, error, onChange }: AddressSourceProps): ReactElement {
  const id = useId();
  const isChosen = address !== null;
  return (
    <div className="source source-address card" data-chosen={isChosen}>
      <label className="source-label">
        <input type="radio" name={name} checked={isChosen} onChange={() => onChange('')} />
        <span>
          <strong>File or stream</strong>
          <span className="quiet hint">
            A path on the engine’s machine, or srt, rtmp, rtsp, udp or an .m3u8 over http(s).
          </span>
        </span>
      </label>
      {isChosen ? (
        <>
          <div className="field">
            <label htmlFor={id}>Path or URL</label>
            <input
              id={id}
              className="input"
              value={address}
              spellCheck={false}
              autoComplete="off"
              placeholder="srt://:9000?mode=listener"
              aria-invalid={error !== undefined}
              aria-describedby={error === undefined ? undefined : `${id}-error`}
              onChange={(event) => onChange(event.target.value)}
            />
            <PathButton ask="chooseRecording" label="Choose a file" onChosen={onChange} />
            {error === undefined ? null : (
              <span id={`${id}-error`} className="field-error">
                {error}
              </span>
            )}
          </div>
          <Thumbnail
            source={writeSource({ kind: 'address', address: address.trim() })}
            label="this file or stream"
          />
        </>
      ) : null}
    </div>
  );
}

type AddressSourceProps = {
  readonly name: string;
  readonly address: string | null;
  readonly error: string | undefined;
  readonly onChange: (address: string) => void;
};
