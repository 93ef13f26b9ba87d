import type { OriginKeys } from '../../contract/api/settings.ts';
import type { OriginForm } from './settings-form.ts';

/** S3 keys of an origin as they are typed. They are sent once and never come back. */
export type KeyForm = { readonly accessKeyId: string; readonly secretAccessKey: string };

export type KeyForms = Readonly<Record<number, KeyForm>>;

export const noKeys: KeyForms = {};
export const emptyKeys: KeyForm = { accessKeyId: '', secretAccessKey: '' };

/** Both of the pair, or undefined while one is missing. */
export function completeKeys({ accessKeyId, secretAccessKey }: KeyForm): KeyForm | undefined {
  const pair = { accessKeyId: accessKeyId.trim(), secretAccessKey: secretAccessKey.trim() };
  return pair.accessKeyId === '' || pair.secretAccessKey === '' ? undefined : pair;
}

/** The keys to be kept: those that were typed whole, for origins that are still there. */
export function keysOf(origins: readonly OriginForm[], keys: KeyForms): readonly OriginKeys[] {
  return origins.flatMap(({ rowId, url }) => {
    const pair = completeKeys(keys[rowId] ?? emptyKeys);
    return pair === undefined || !isS3(url) ? [] : [{ originUrl: url.trim(), ...pair }];
  });
}

/** Whether an origin has an endpoint and keys. A folder has neither. */
export const isS3 = (url: string): boolean => !url.trim().startsWith('file:');
