import { type ReactElement, type ReactNode, useEffect, useRef, useState } from 'react';

/** Around a table that may be wider than the page: it scrolls sideways, by the keyboard as well, only then. */
export function TableFrame({ label, children }: TableFrameProps): ReactElement {
  const frame = useRef<HTMLElement>(null);
  const [wide, setWide] = useState(false);
  useEffect(() => {
    const shown = frame.current;
    if (shown === null) return;
    const look = (): void => setWide(shown.scrollWidth > shown.clientWidth);
    const resized = new ResizeObserver(look);
    resized.observe(shown);
    for (const inside of shown.children) resized.observe(inside);
    return () => resized.disconnect();
  }, []);
  return (
    <section ref={frame} className="table-frame" aria-label={label} {...(wide ? { tabIndex: 0 } : {})}>
      {children}
    </section>
  );
}

type TableFrameProps = { readonly label: string; readonly children: ReactNode };
