/**
 * Stands in for the module `electron` where there is no binary: it opens nothing, records what the main process does with it, and sends
 * the events that Electron documents. It proves how the parts are wired, not how Electron behaves.
 */
import { EventEmitter } from 'node:events';
import { join } from 'node:path';

type Preventable = { defaultPrevented: boolean; preventDefault(): void };

/** An event as Electron sends them. */
export function preventable(): Preventable {
  const event: Preventable = {
    defaultPrevented: false,
    preventDefault: () => {
      event.defaultPrevented = true;
    },
  };
  return event;
}

const exited = Promise.withResolvers<void>();
const order: string[] = [];

/** What the main process has done so far, and how the test answers it. */
export const world = {
  order,
  exited: exited.promise,
  windows: [] as BrowserWindow[],
  handler: undefined as ((request: Request) => Promise<Response>) | undefined,
  calls: new Map<string, (event: { senderFrame: unknown }, ...args: unknown[]) => Promise<unknown>>(),
  questions: [] as string[],
  /** The button that the next question is answered with. */
  answer: 0,
  blockers: new Map<number, string>(),
  tooltips: [] as string[],
  permissions: [] as string[],
  opened: [] as string[],
};

export const app = Object.assign(new EventEmitter(), {
  isPackaged: false,
  enableSandbox: () => void order.push('sandbox'),
  requestSingleInstanceLock: () => true,
  whenReady: async () => void order.push('ready'),
  getPath: () => process.env['STAND_IN_USER_DATA'] ?? '',
  getAppPath: () => join(import.meta.dirname, '..', '..'),
  getVersion: () => '0.0.0',
  exit: () => exited.resolve(),
  quit: () => {
    const event = preventable();
    app.emit('before-quit', event);
    if (!event.defaultPrevented) exited.resolve();
  },
});

export class BrowserWindow extends EventEmitter {
  readonly options: { webPreferences?: unknown };
  readonly sent: unknown[][] = [];
  visible = false;
  readonly webContents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler: () => undefined,
    send: (...args: unknown[]) => void this.sent.push(args),
  });
  constructor(options: { webPreferences?: unknown }) {
    super();
    this.options = options;
    world.windows.push(this);
    app.emit('web-contents-created', {}, this.webContents);
    order.push('window');
  }
  async loadURL(url: string): Promise<void> {
    order.push(`load ${url}`);
    this.emit('ready-to-show');
  }
  show(): void {
    this.visible = true;
  }
  hide(): void {
    this.visible = false;
  }
  focus(): void {}
  restore(): void {}
  isMinimized(): boolean {
    return false;
  }
  isDestroyed(): boolean {
    return false;
  }
}

export class Tray extends EventEmitter {
  setImage(): void {}
  setContextMenu(): void {}
  setToolTip(text: string): void {
    world.tooltips.push(text);
  }
}

export class Notification extends EventEmitter {
  static isSupported(): boolean {
    return false;
  }
}

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: () => undefined,
};

export const dialog = {
  showMessageBox: async (...args: readonly unknown[]) => {
    world.questions.push((args.at(-1) as { message: string }).message);
    return { response: world.answer, checkboxChecked: false };
  },
  showOpenDialog: async () => ({ canceled: true, filePaths: [] }),
};

export const ipcMain = {
  handle: (
    channel: string,
    listener: (event: { senderFrame: unknown }, ...args: unknown[]) => Promise<unknown>,
  ) => void world.calls.set(channel, listener),
};

export const powerMonitor = new EventEmitter();

let blockers = 0;
export const powerSaveBlocker = {
  start: (kind: string) => {
    blockers += 1;
    world.blockers.set(blockers, kind);
    return blockers;
  },
  stop: (id: number) => void world.blockers.delete(id),
};

export const protocol = {
  registerSchemesAsPrivileged: () => void order.push('scheme'),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) => {
    order.push(`handle ${scheme}`);
    world.handler = handler;
  },
};

export const safeStorage = {
  isEncryptionAvailable: () => false,
  encryptString: (text: string) => Buffer.from(text),
  decryptString: (bytes: Buffer) => bytes.toString('utf8'),
};

export const session = {
  defaultSession: {
    setPermissionRequestHandler: () => void world.permissions.push('request'),
    setPermissionCheckHandler: () => void world.permissions.push('check'),
    setDevicePermissionHandler: () => void world.permissions.push('device'),
  },
};

export const shell = {
  openExternal: async (url: string) => void world.opened.push(url),
  showItemInFolder: () => undefined,
};
