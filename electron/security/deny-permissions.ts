/** Of Electron's Session, what permissions are asked through. */
export type PermissionSession = {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
};

/**
 * Pages get no permission at all, asked for or looked up: camera and microphone are FFmpeg's (a device opens once), and
 * notifications are the shell's own.
 */
export function denyPermissions(session: PermissionSession): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
