import { openCatalog } from '../catalog/catalog.ts';
import { isCheckedAtOnce } from '../catalog/open-database.ts';
import { createRateBucket } from '../uploader/pace/rate-bucket.ts';
import { asWarning } from './as-warning.ts';
import { catalogPath, refuseEmptiedCatalog, takeDataDirectory } from './data-directory.ts';
import { Delivery } from './delivery.ts';
import { CaptureRate } from './disk/capture-rate.ts';
import { diskError } from './disk/disk-error.ts';
import { DiskGuard } from './disk/disk-guard.ts';
import { findReserve } from './disk/reserve-file.ts';
import { keepReserveSetting } from './disk/reserve-setting.ts';
import { Retention } from './disk/retention.ts';
import { Engine, type EngineSettings } from './engine.ts';
import { deliveryTuning } from './engine-tuning.ts';
import { mendCounts } from './mend-counts.ts';
import { receiptKey } from './receipt-key.ts';
import { reconcile } from './reconcile.ts';
import { startChecks } from './startup-checks.ts';

const minPublishIntervalMs = 250;

/**
 * Takes hold of a data directory and brings catalog and disk together.
 * @throws SurecastError `DATA_DIR_UNWRITABLE`, `DATA_DIR_IN_USE`, `CATALOG_DAMAGED`, `CATALOG_TOO_NEW`
 */
export async function openEngine(settings: EngineSettings): Promise<Engine> {
  const directory = await takeDataDirectory(settings.dataDirectory);
  try {
    refuseEmptiedCatalog(directory.root);
    const reserveFile = await findReserve(directory.root);
    const catalog = openCatalog(catalogPath(directory.root));
    if (isCheckedAtOnce(catalogPath(directory.root)))
      mendCounts(catalog, catalog.counts.drifts(), settings.listener);
    await reconcile(catalog, directory.root, settings.listener);
    const rate = new CaptureRate(catalog, directory.root);
    const disk = new DiskGuard({
      root: directory.root,
      reserveFile,
      reserveMegabytes: settings.diskReserveMegabytes,
      bytesPerSecond: () => rate.read(),
      listener: settings.listener,
    });
    const progress: { report: () => void } = { report: () => undefined };
    const tuning = deliveryTuning(settings);
    const delivery = new Delivery({
      ...tuning,
      catalog,
      root: directory.root,
      receiptKey: await receiptKey(directory.root),
      rate: createRateBucket(tuning.maxUplinkBytesPerSecond),
      minPublishIntervalMs,
      accessOf: settings.accessOf ?? (() => undefined),
      connectionOf: settings.connectionOf ?? (() => undefined),
      disk,
      listener: settings.listener,
      onProgress: () => progress.report(),
    });
    await keepReserveSetting(directory.root, settings.diskReserveMegabytes);
    await disk.start();
    const retention = new Retention({
      catalog,
      root: directory.root,
      rules: settings.retention,
      disk,
      onError: (error) => settings.listener(asWarning(error)),
    });
    retention.start();
    const checks = startChecks({
      catalog,
      root: directory.root,
      catalogPath: catalogPath(directory.root),
      listener: settings.listener,
      onLost: (broadcastId, variantId) => delivery.entered(broadcastId, variantId),
      onError: (error) => settings.listener(asWarning(error)),
    });
    const engine = new Engine({
      directory,
      catalog,
      delivery,
      disk,
      retention,
      checks,
      listener: settings.listener,
    });
    progress.report = () => engine.progressed();
    return engine;
  } catch (error) {
    directory.release();
    throw diskError(directory.root, error) ?? error;
  }
}
