/** IPC channels between the page's preload and the desktop shell: one each way; what passes is told apart by its name. */
export const desktopCallChannel = 'surecast:call';
export const desktopActionChannel = 'surecast:action';
