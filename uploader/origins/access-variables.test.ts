import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessVariables } from './access-variables.ts';
import { credentialsFrom } from './s3-credentials.ts';
import { readS3Settings } from './s3-settings.ts';

const ofProgram = {
  AWS_ACCESS_KEY_ID: 'program',
  AWS_SECRET_ACCESS_KEY: 'program-secret',
  AWS_SESSION_TOKEN: 'program-token',
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_S3: 'http://program.example',
  AWS_CONFIG_FILE: '/nowhere',
  AWS_SHARED_CREDENTIALS_FILE: '/nowhere',
  HTTPS_PROXY: 'http://proxy.example:3128',
};

test('what is set for an origin takes the place of what is set for the program', async () => {
  const keys = { accessKeyId: 'origin', secretAccessKey: 'origin-secret' };
  const access = { endpoint: 'https://s3.example', region: 'nl-ams', keys };
  const variables = accessVariables(access, ofProgram);
  const settings = await readS3Settings(variables);
  assert.equal(settings.endpoint, 'https://s3.example');
  assert.equal(settings.region, 'nl-ams');
  // The program's session token would not fit the origin's keys.
  assert.deepEqual(await credentialsFrom(variables)(), keys);
  assert.equal(variables['HTTPS_PROXY'], ofProgram.HTTPS_PROXY);
});

test('what is not set for an origin is as the program has it', async () => {
  assert.deepEqual(accessVariables(undefined, ofProgram), ofProgram);
  const variables = accessVariables({ endpoint: 'https://s3.example' }, ofProgram);
  assert.equal((await readS3Settings(variables)).region, 'eu-west-1');
  assert.equal((await credentialsFrom(variables)()).sessionToken, 'program-token');
});
