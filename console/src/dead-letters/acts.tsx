import { Button, Group, Modal, Text, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf, type Schema } from '../api/client.js';
import { callerQuery } from '../api/queries.js';
import { Problem } from '../shared/problem.js';

/** Whether the caller's key may redeliver and discard. */
export function useMayAct(): boolean {
  return useQuery(callerQuery).data?.scope === 'admin';
}

/** The actions for a dead event; nothing where the key does not allow them. */
export function Acts({ event }: { event: Schema['ExportJobEvent'] }): ReactNode {
  const queries = useQueryClient();
  const [isDiscarding, discarding] = useDisclosure(false);
  const redeliver = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/v1/export-job-events/{id}/redeliver', { params: { path: { id: event.id } } })),
    onSettled: () => queries.invalidateQueries(),
  });
  if (!useMayAct()) return null;
  return (
    <Group gap="xs">
      <Button size="compact-sm" loading={redeliver.isPending} onClick={() => redeliver.mutate()}>
        Redeliver
      </Button>
      <Button size="compact-sm" variant="default" onClick={discarding.open}>
        Discard
      </Button>
      {redeliver.error && <Problem error={redeliver.error} />}
      <Discard event={event} isOpen={isDiscarding} onClose={discarding.close} />
    </Group>
  );
}

function Discard({
  event: { id, event, jobId },
  isOpen,
  onClose,
}: {
  event: Schema['ExportJobEvent'];
  isOpen: boolean;
  onClose: () => void;
}): ReactNode {
  const queries = useQueryClient();
  const [reason, setReason] = useState('');
  const discard = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/v1/export-job-events/{id}/discard', { params: { path: { id } }, body: { reason } })),
    onSuccess: onClose,
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={`Discard “${event}”`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text size="sm" mb="sm">
        Pleo will never hear that job {jobId} is {event}. The job’s later events can go.
      </Text>
      <form
        onSubmit={(submit) => {
          submit.preventDefault();
          discard.mutate();
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
        {discard.error && <Problem error={discard.error} />}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Keep it
          </Button>
          <Button type="submit" color="red.8" loading={discard.isPending} disabled={reason.trim() === ''}>
            Discard
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
