import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';

/** Whether a list is without companies that are put away, as the overview counts: `false`, as the API has it. */
export function PutAwaySwitch({
  value,
  onChange,
}: {
  value: boolean | undefined;
  onChange: (value: false | undefined) => void;
}): ReactNode {
  return (
    <Switch
      label="Without companies that are put away"
      checked={value === false}
      onChange={({ currentTarget }) => onChange(currentTarget.checked ? false : undefined)}
    />
  );
}
