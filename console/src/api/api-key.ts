const NAME = 'pleo-export-relay api key';

/** How long another tab may take to answer. One that is asleep does not. */
const PATIENCE_MS = 300;

/** What tabs of the console tell each other. The channel is of this origin, and keeps nothing. */
type Message = { readonly type: 'asked' | 'signed out' } | { readonly type: 'key'; readonly key: string };

const tabs = new BroadcastChannel(NAME);

/** What the relay says of this tab's key. Only a good one is handed on, and only a refused one is replaced. */
let standing: 'unknown' | 'good' | 'refused' = 'unknown';

let signedOutAt = -Infinity;

const changes = new EventTarget();

/**
 * The key of this tab's session. It lasts as long as any tab of the console is open: a new one asks the others for it,
 * and all of them sign out together.
 */
export const apiKey = {
  read: (): string | null => sessionStorage.getItem(NAME),

  keep(key: string): void {
    standing = 'unknown';
    sessionStorage.setItem(NAME, key);
  },

  /** The relay knows the key: tabs that have none may have it. */
  prove(): void {
    const key = apiKey.read();
    if (key === null || standing === 'good') return;
    standing = 'good';
    tell({ type: 'key', key });
  },

  refuse(): void {
    standing = 'refused';
  },

  /** In all tabs. */
  forget(): void {
    drop();
    tell({ type: 'signed out' });
  },

  /** Whether this tab, which has no key, is given one by another. */
  async ask(): Promise<boolean> {
    const given = new Promise((resolve) => changes.addEventListener('change', resolve, { once: true }));
    tell({ type: 'asked' });
    await Promise.race([given, new Promise((resolve) => setTimeout(resolve, PATIENCE_MS))]);
    return apiKey.read() !== null;
  },

  /** Has `listener` called when another tab has signed this one in, or out. */
  watch(listener: () => void): void {
    changes.addEventListener('change', listener);
  },
};

tabs.addEventListener('message', ({ data }: MessageEvent<Message>) => {
  const key = apiKey.read();
  switch (data.type) {
    case 'asked':
      if (key !== null && standing === 'good') tell({ type: 'key', key });
      return;
    case 'key':
      if (key !== null && standing !== 'refused') return;
      // A tab that had not heard of the end of the session yet.
      if (performance.now() - signedOutAt < PATIENCE_MS) return;
      apiKey.keep(data.key);
      break;
    case 'signed out':
      signedOutAt = performance.now();
      if (key === null) return;
      drop();
  }
  changes.dispatchEvent(new Event('change'));
});

function tell(message: Message): void {
  tabs.postMessage(message);
}

function drop(): void {
  standing = 'unknown';
  sessionStorage.removeItem(NAME);
}
