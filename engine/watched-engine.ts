import type { Config } from '../contract/config.ts';
import { type AlarmService, startAlarms } from './alarms/alarm-service.ts';
import { secretsOfTargets, webhookTargets } from './alarms/webhooks/webhook-target.ts';
import type { Engine, EngineSettings } from './engine.ts';
import type { EngineTuning } from './engine-tuning.ts';
import type { Log } from './log/log.ts';
import { createProgramLog, keepLog } from './log/program-log.ts';
import type { Redactor } from './log/redact.ts';
import { openEngine } from './open-engine.ts';

/** An engine with its log and its alarms. */
export type WatchedEngine = {
  readonly engine: Engine;
  readonly log: Log;
  /** What keeps secrets out of the log, and out of whatever else is shown. */
  readonly redactor: Redactor;
  readonly alarms: AlarmService;
  /**
   * Other settings than those that it was opened with hold from now on.
   * @throws SurecastError `CONFIG_INVALID` for a webhook that makes no sense: then nothing is changed
   */
  retune(tuning: EngineTuning, alarms: Config['alarms']): Promise<void>;
  /** Closes all of it. */
  close(): Promise<void>;
};

export type WatchSettings = {
  /** When alarms are raised, and who is told. */
  readonly alarms: Config['alarms'];
  readonly env: NodeJS.ProcessEnv;
};

/**
 * Opens an engine that is watched from its first event on.
 * @throws SurecastError as `openEngine`; `CONFIG_INVALID` for a webhook that makes no sense
 */
export async function openWatchedEngine(
  settings: EngineSettings,
  watch: WatchSettings,
): Promise<WatchedEngine> {
  const { log, redactor } = createProgramLog(watch.env);
  const targetsOf = (settings: Config['alarms']) => {
    const targets = webhookTargets(settings?.webhooks ?? [], watch.env);
    redactor.hide(secretsOfTargets(targets));
    return targets;
  };
  const webhooks = targetsOf(watch.alarms);
  let service: AlarmService | undefined;
  const engine = await openEngine({
    ...settings,
    listener: (event) => {
      settings.listener(event);
      log.note(event);
      service?.note(event);
    },
  });
  keepLog(log, engine.root);
  const alarms = startAlarms({
    engine,
    log,
    settings: watch.alarms,
    webhooks,
    signal: () => engine.senses.signal(),
    ...(settings.accessOf && { accessOf: settings.accessOf }),
  });
  service = alarms;
  const close = async () => {
    await alarms.stop();
    await engine.close();
    await log.flush();
  };
  const retune = async (tuning: EngineTuning, settings: Config['alarms']) => {
    alarms.change(settings, targetsOf(settings));
    await engine.retune(tuning);
  };
  return { engine, log, redactor, alarms, retune, close };
}
