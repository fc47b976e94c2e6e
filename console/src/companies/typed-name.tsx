import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';

type Company = Pick<Schema['Company'], 'id' | 'note'>;

/** Whether the text names the company: its note, or the last part of its id. */
export function isNameOf({ id, note }: Company, text: string): boolean {
  const typed = text.trim();
  return typed !== '' && (typed === note?.trim() || typed.toLowerCase() === lastPartOf(id));
}

/** Has people type what a company is called, so it is the one that they mean. */
export function TypedName({
  company: { id, note },
  value,
  onChange,
}: {
  company: Company;
  value: string;
  onChange: (value: string) => void;
}): ReactNode {
  const last = lastPartOf(id);
  return (
    <TextInput
      label={note === null ? `Type ${last} to confirm` : `Type “${note}” or ${last} to confirm`}
      autoComplete="off"
      spellCheck={false}
      value={value}
      onChange={({ currentTarget }) => onChange(currentTarget.value)}
    />
  );
}

function lastPartOf(id: string): string {
  return id.slice(id.lastIndexOf('-') + 1);
}
