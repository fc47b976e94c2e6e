import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Problem } from './problem.js';

/** Asks why, and discards. `children`: what that means. */
export function DiscardDialog({
  title,
  isOpen,
  onClose,
  discard,
  children,
}: {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  discard: (reason: string) => Promise<unknown>;
  children: ReactNode;
}): ReactNode {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const discarding = useMutation({
    mutationFn: () => discard(reason),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Modal opened={isOpen} onClose={onClose} title={title} closeButtonProps={{ 'aria-label': 'Close' }}>
      <Text size="sm" mb="sm" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          discarding.mutate();
        }}
      >
        <Textarea
          label="Why"
          description="Kept in the history of the job."
          required
          autosize
          minRows={2}
          maxLength={1000}
          value={reason}
          onChange={({ currentTarget }) => setReason(currentTarget.value)}
        />
        {discarding.error && <Problem error={discarding.error} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" color="red.8" loading={discarding.isPending} disabled={reason.trim() === ''}>
            Discard
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
