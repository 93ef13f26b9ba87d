import type { RouteName, routes } from '../../contract/api/routes.ts';

type Routes = typeof routes;

/**
 * Method and path of every route. The contract's own table would bring all schemas and zod into the page; its types
 * hold this one to the same names, methods and paths.
 */
export const routeTable: { readonly [N in RouteName]: readonly [Routes[N]['method'], Routes[N]['path']] } = {
  me: ['GET', '/api/me'],
  console: ['GET', '/api/console'],
  rates: ['GET', '/api/rates'],
  status: ['GET', '/api/snapshot'],
  goLive: ['POST', '/api/live'],
  stop: ['POST', '/api/stop'],
  broadcast: ['GET', '/api/broadcasts/:name'],
  receipts: ['GET', '/api/broadcasts/:name/receipts'],
  uploads: ['GET', '/api/uploads'],
  alarms: ['GET', '/api/alarms'],
  acknowledgeAlarm: ['POST', '/api/alarms/acknowledge'],
  logs: ['GET', '/api/logs'],
  network: ['GET', '/api/network'],
  networkExplanation: ['GET', '/api/network/:broadcast'],
  devices: ['GET', '/api/devices'],
  thumbnail: ['POST', '/api/thumbnail'],
  settings: ['GET', '/api/settings'],
  changeSettings: ['PUT', '/api/settings'],
  keepOriginKeys: ['PUT', '/api/origin-keys'],
  forgetOriginKeys: ['DELETE', '/api/origin-keys'],
  probeOrigin: ['POST', '/api/probe-origin'],
  tasks: ['GET', '/api/tasks'],
  startTask: ['POST', '/api/tasks'],
  cancelTask: ['DELETE', '/api/tasks/:id'],
};
