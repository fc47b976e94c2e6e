import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Problem } from '../shared/problem.js';

/** Asks before an act. Its content is made again each time, and the focus returns to the button that opened it. */
export function ActDialog({
  title,
  isOpen,
  onClose,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      {children}
    </Modal>
  );
}

/** The content of the dialog. `children` are the fields that the act needs; it is done when `isReady`. */
export function ActForm({
  act,
  isGrave = false,
  isReady = true,
  onClose,
  run,
  what,
  children,
}: {
  /** The word on the button. */
  act: string;
  isGrave?: boolean;
  isReady?: boolean;
  onClose: () => void;
  run: () => Promise<unknown>;
  /** What the act means. */
  what: ReactNode;
  children?: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const acting = useMutation({
    mutationFn: run,
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (isReady) acting.mutate();
      }}
    >
      <Stack gap="sm">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {what}
        </Text>
        {children}
        {acting.error && <Problem error={acting.error} />}
      </Stack>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose}>
          Not now
        </Button>
        <Button
          type="submit"
          {...(isGrave && { color: 'red.8' })}
          loading={acting.isPending}
          disabled={!isReady}
        >
          {act}
        </Button>
      </Group>
    </form>
  );
}
