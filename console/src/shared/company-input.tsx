import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { isUuid } from './uuid.js';

/** Asks for a company's id, and hands it on when it is complete, not at each letter. Keyed by its value. */
export function CompanyInput({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}): ReactNode {
  const [text, setText] = useState(value ?? '');
  return (
    <TextInput
      label="Company id"
      placeholder="Any"
      value={text}
      error={text !== '' && !isUuid(text.trim()) && 'Not a UUID yet.'}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const given = currentTarget.value.trim();
        if (given === '') onChange(undefined);
        else if (isUuid(given)) onChange(given);
      }}
    />
  );
}
