import { type ReactElement, useId } from 'react';
import { Button } from '../design/button.tsx';

/** How far a task is, with a way to end it. @param progress 0 to 1; null: it can't be said */
export function TaskProgress({ label, progress, onCancel }: TaskProgressProps): ReactElement {
  const id = useId();
  return (
    <div className="row task">
      <label htmlFor={id}>{label}</label>
      <progress id={id} {...(progress === null ? {} : { value: progress })} max={1} />
      {progress === null ? null : <span className="number">{Math.floor(progress * 100)} %</span>}
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}

type TaskProgressProps = {
  readonly label: string;
  readonly progress: number | null;
  readonly onCancel: () => void;
};
