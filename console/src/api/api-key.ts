const NAME = 'pleo-export-relay api key';

/** The key of this tab's session; it is gone when the tab is closed. */
export const apiKey = {
  read: (): string | null => sessionStorage.getItem(NAME),
  keep: (key: string): void => sessionStorage.setItem(NAME, key),
  forget: (): void => sessionStorage.removeItem(NAME),
};
