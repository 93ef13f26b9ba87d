import type { PreflightCheck } from '../../contract/preflight-report.ts';
import type { Finding } from './result.ts';

/** Takes what a check found, under its name and what it was about. */
export type Enter = (name: PreflightCheck['name'], subject: string, finding: Finding) => void;
