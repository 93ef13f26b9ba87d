/** Keys of what is done from any screen; the desktop window's menu has the same. */
export const liveKeys = {
  goLive: { code: 'KeyG', keyName: 'G', does: 'Go live' },
  stop: { code: 'KeyS', keyName: 'S', does: 'Stop the broadcast (asks first)' },
  acknowledge: { code: 'KeyA', keyName: 'A', does: 'Acknowledge the first alarm' },
} as const;
