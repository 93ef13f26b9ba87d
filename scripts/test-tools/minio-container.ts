import { GenericContainer, getContainerRuntimeClient, Wait } from 'testcontainers';
import { say } from '../setup/say.mjs';

/** The last image of MinIO's community edition. */
const image = 'minio/minio:RELEASE.2025-09-07T16-13-09Z';
const port = 9000;

/** A MinIO that runs in a container for the length of a test run. */
export type MinioContainer = { readonly env: Record<string, string>; readonly close: () => Promise<void> };

/**
 * Starts MinIO in a container and tells tests where it is by `SURECAST_TEST_MINIO_ENDPOINT`, `…_ACCESS_KEY` and
 * `…_SECRET_KEY`. Undefined if no container runtime answers or it has no image to start.
 */
export async function startMinioContainer(): Promise<MinioContainer | undefined> {
  if (!(await hasContainerRuntime())) return undefined;
  say(`starting MinIO in a container from ${image} (the S3 store that tests deliver to)`);
  try {
    const container = await new GenericContainer(image)
      .withCommand(['server', '/data'])
      .withEnvironment({ MINIO_ROOT_USER: 'surecast', MINIO_ROOT_PASSWORD: 'surecast-secret' })
      .withExposedPorts(port)
      .withWaitStrategy(Wait.forHttp('/minio/health/ready', port))
      .start();
    const env = {
      SURECAST_TEST_MINIO_ENDPOINT: `http://${container.getHost()}:${container.getMappedPort(port)}`,
      SURECAST_TEST_MINIO_ACCESS_KEY: 'surecast',
      SURECAST_TEST_MINIO_SECRET_KEY: 'surecast-secret',
    };
    return { env, close: async () => void (await container.stop()) };
  } catch (thrown) {
    say(`no MinIO in a container: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    return undefined;
  }
}

async function hasContainerRuntime(): Promise<boolean> {
  try {
    await getContainerRuntimeClient();
    return true;
  } catch {
    return false;
  }
}
