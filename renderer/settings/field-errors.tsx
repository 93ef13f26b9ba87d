import { createContext, useContext } from 'react';
import type { FieldErrors } from './check-settings.ts';

/** What is wrong with the settings as they stand in the form, for the fields to find theirs. */
export const FieldErrorsContext = createContext<FieldErrors>({});

/** What is wrong with a field or with what is below it where that has no field of its own. */
export function useFieldError(path: string): string | undefined {
  const errors = useContext(FieldErrorsContext);
  if (errors[path] !== undefined) return errors[path];
  const below = Object.keys(errors).find(
    (one) => one.startsWith(`${path}.`) && /^\d+$/.test(one.slice(path.length + 1)),
  );
  return below === undefined ? undefined : errors[below];
}
