import type { z } from 'zod';

/** What is wrong with a field, as a sentence that stands beside it. */
export function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'array' || issue.origin === 'string'
        ? 'At least one is needed.'
        : `${issue.inclusive === false ? 'More than' : 'At least'} ${issue.minimum}.`;
    case 'too_big':
      return issue.origin === 'array' ? `At most ${issue.maximum} of them.` : `At most ${issue.maximum}.`;
    case 'invalid_type':
      return typeWords[issue.expected] ?? 'This is not what belongs here.';
    case 'invalid_value':
      return `One of: ${issue.values.join(', ')}.`;
    case 'unrecognized_keys':
      return `There is no setting ${issue.keys.join(', ')}.`;
    case 'custom':
      return `${issue.message.charAt(0).toUpperCase()}${issue.message.slice(1)}.`;
    default:
      return issue.message;
  }
}

const typeWords: Readonly<Record<string, string>> = {
  number: 'A number is needed.',
  int: 'A whole number is needed.',
  string: 'A text is needed.',
};
