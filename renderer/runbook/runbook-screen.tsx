import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { Message } from '../design/tone.tsx';
import { addressOf } from '../frame/address.ts';
import type { ScreenProps } from '../frame/screen-props.ts';
import { type Block, type Inline, parseRunbook } from './runbook-text.ts';
import './runbook.css';

/** The pages are built into the console: they are needed when the network is away. */
const pages = import.meta.glob('../../docs/runbook/*.md', { query: '?raw', import: 'default' });

/** What to do about an alarm: its page of the runbook. */
export default function RunbookScreen({ rest }: ScreenProps): ReactElement {
  const [text, setText] = useState<string | null>(null);
  const load = pages[`../../docs/runbook/${rest}.md`];
  useEffect(() => {
    let wanted = true;
    setText(null);
    void load?.().then((page) => {
      if (wanted) setText(page);
    });
    return () => {
      wanted = false;
    };
  }, [load]);
  if (load === undefined)
    return (
      <Message tone="warn" title="The runbook has no such page.">
        <a href={addressOf('live')}>Back to Live</a>
      </Message>
    );
  return (
    <article className="panel runbook">
      <p>
        <a href={addressOf('live')}>← Live</a> <span className="quiet">Runbook</span>
      </p>
      {text === null ? null : parseRunbook(text).map(drawBlock)}
    </article>
  );
}

function drawBlock(block: Block, place: number): ReactNode {
  if (block.type === 'paragraph') return <p key={place}>{block.text.map(drawInline)}</p>;
  if (block.type === 'heading') {
    const text = block.text.map(drawInline);
    return block.level === 1 ? <h1 key={place}>{text}</h1> : <h2 key={place}>{text}</h2>;
  }
  // biome-ignore lint/suspicious/noArrayIndexKey: a page never changes its order
  const items = block.items.map((item, index) => <li key={index}>{item.map(drawInline)}</li>);
  return block.ordered ? <ol key={place}>{items}</ol> : <ul key={place}>{items}</ul>;
}

function drawInline(part: Inline, place: number): ReactNode {
  if (part.type === 'page')
    return (
      <a key={place} href={addressOf('runbook', part.page)}>
        {part.text}
      </a>
    );
  if (part.type === 'code') return <code key={place}>{part.text}</code>;
  return part.type === 'emphasis' ? <em key={place}>{part.text}</em> : part.text;
}
