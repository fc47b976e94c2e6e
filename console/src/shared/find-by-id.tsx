import { Button, Group, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { isUuid } from './uuid.js';

/** Asks for an id and hands it on, in small letters; rejects other input. */
export function FindById({
  name,
  act,
  placeholder,
  mistake,
  onId,
}: {
  /** Of the field. */
  name: string;
  /** On the button, and of the form. */
  act: string;
  placeholder: string;
  /** What is said of something that is no id. */
  mistake: string;
  onId: (id: string) => void;
}): ReactNode {
  const [id, setId] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = id.trim().toLowerCase();
    if (isUuid(given)) onId(given);
    else setError(mistake);
  };
  return (
    <form onSubmit={submit} aria-label={act}>
      <Group align="flex-start" gap="xs">
        <TextInput
          aria-label={name}
          placeholder={placeholder}
          ff="monospace"
          w="100%"
          maw={420}
          value={id}
          error={error}
          onChange={({ currentTarget }) => {
            setId(currentTarget.value);
            setError(null);
          }}
        />
        <Button type="submit">{act}</Button>
      </Group>
    </form>
  );
}
