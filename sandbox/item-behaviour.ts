import { asObject } from './json-body.js';

/** How the sandbox decides where Pleo's pages leave open what happens to items: a switch for each question. */
export interface ItemBehaviour {
  /** The final status that an item has already: taken, or refused with EXPORT_ENTRY_STATUS_UPDATE_FAILED. */
  finalRepeat: 'taken' | 'refused';
  /** Whether an item must be `in_progress` before its final status. */
  inProgressFirst: boolean;
  /** Items of a job that is still pending: taken, or refused with 422. */
  itemsBeforeStarted: 'taken' | 'refused';
  /** A malformed element makes `all` fail with 400, or stands as `one` in `errors`. */
  badElement: 'all' | 'one';
  /** Whether an update of items moves the job's lastUpdatedAt, and so its expiry. */
  itemsProlong: boolean;
  /** The effect of the job's end on items without a final status. */
  leftOver: 'abandoned' | 'kept';
  /** The status of an item that nobody touched, as v1 and v2 show it. */
  untouched: 'pending' | 'null';
}

export const DEFAULT_ITEM_BEHAVIOUR: Readonly<ItemBehaviour> = {
  finalRepeat: 'taken',
  inProgressFirst: false,
  itemsBeforeStarted: 'taken',
  badElement: 'all',
  itemsProlong: false,
  leftOver: 'abandoned',
  untouched: 'pending',
};

const CHOICES: { [Name in keyof ItemBehaviour]: readonly ItemBehaviour[Name][] } = {
  finalRepeat: ['taken', 'refused'],
  inProgressFirst: [false, true],
  itemsBeforeStarted: ['taken', 'refused'],
  badElement: ['all', 'one'],
  itemsProlong: [false, true],
  leftOver: ['abandoned', 'kept'],
  untouched: ['pending', 'null'],
};

/** Everything that is wrong with these switches; those that are missing stay as they are. */
export function itemBehaviourProblems(value: unknown): string[] {
  const switches = asObject(value);
  if (switches === undefined) return ['The switches must be an object'];
  return Object.entries(switches).flatMap(([name, choice]) => {
    if (!Object.hasOwn(CHOICES, name)) {
      return [`${name} is not known; there are ${Object.keys(CHOICES).join(', ')}`];
    }
    const choices: readonly unknown[] = CHOICES[name as keyof ItemBehaviour];
    return choices.includes(choice) ? [] : [`${name} must be ${choices.join(' or ')}`];
  });
}
