import { getProfileName, loadSharedConfigFiles, type ParsedIniData } from '@smithy/core/config';
import { OriginFailure } from './origin-failure.ts';

/** AWS's own variables (`AWS_ACCESS_KEY_ID`, `AWS_ENDPOINT_URL_S3`, ...), as in `process.env`. */
export type AwsVariables = Readonly<Record<string, string | undefined>>;

/** Where an S3 client sends its requests. */
export type S3Settings = {
  /** A store of one's own; undefined for AWS itself. */
  readonly endpoint: string | undefined;
  readonly region: string;
  /** File of certificate authorities to trust besides the usual ones. */
  readonly caBundle: string | undefined;
};

// Stores of one's own mostly ignore the region; it is AWS's name for "none in particular".
const defaultRegion = 'us-east-1';

/**
 * Endpoint, region and certificate authorities from AWS's variables, then from the profile in AWS's files.
 * @throws OriginFailure `blocked` if the endpoint is not an http(s) URL
 */
export async function readS3Settings(variables: AwsVariables): Promise<S3Settings> {
  const region = given(variables['AWS_REGION']) ?? given(variables['AWS_DEFAULT_REGION']);
  const endpoint = given(variables['AWS_ENDPOINT_URL_S3']) ?? given(variables['AWS_ENDPOINT_URL']);
  const { configFile } = await loadSharedConfigFiles({ ...sharedFiles(variables), ignoreCache: true });
  const profile = configFile[profileName(variables)] ?? {};
  const fromFile =
    variables['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] === 'true' ? undefined : endpointIn(configFile, profile);
  const chosen = endpoint ?? fromFile;
  return {
    region: region ?? given(profile['region']) ?? defaultRegion,
    endpoint: chosen === undefined ? undefined : checkEndpoint(chosen),
    caBundle: given(variables['AWS_CA_BUNDLE']) ?? given(profile['ca_bundle']),
  };
}

/** The paths of AWS's files as the variables name them, in the SDK's words; absent where they name none. */
export function sharedFiles(variables: AwsVariables): { filepath?: string; configFilepath?: string } {
  const filepath = given(variables['AWS_SHARED_CREDENTIALS_FILE']);
  const configFilepath = given(variables['AWS_CONFIG_FILE']);
  return { ...(filepath && { filepath }), ...(configFilepath && { configFilepath }) };
}

/** The profile in use. */
export function profileName(variables: AwsVariables): string {
  return given(variables['AWS_PROFILE']) ?? getProfileName({});
}

function endpointIn(file: ParsedIniData, profile: Record<string, string | undefined>): string | undefined {
  const services = file[`services.${profile['services'] ?? ''}`] ?? {};
  return given(services['s3.endpoint_url']) ?? given(profile['endpoint_url']);
}

function checkEndpoint(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.password === '')
    return text;
  throw new OriginFailure({
    class: 'blocked',
    code: 'ORIGIN_REFUSED',
    message: 'The S3 endpoint (AWS_ENDPOINT_URL_S3) must be an http:// or https:// URL without credentials.',
  });
}

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);
