import type { ReactElement } from 'react';

/** A sentence in which commands stand between backticks, as those of the table of errors. */
export function WithCode({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split('`').map((part, place) => {
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence have no other name, and never move
        return place % 2 === 1 ? <code key={place}>{part}</code> : part;
      })}
    </>
  );
}
