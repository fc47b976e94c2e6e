import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, bodyOf, type Schema } from '../api/client.js';
import { DiscardDialog } from '../shared/discard-dialog.js';
import { useMayAct } from '../shared/may-act.js';
import { Problem } from '../shared/problem.js';

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
  return (
    <DiscardDialog
      title={`Discard “${event}”`}
      isOpen={isOpen}
      onClose={onClose}
      discard={(reason) =>
        bodyOf(api.POST('/v1/export-job-events/{id}/discard', { params: { path: { id } }, body: { reason } }))
      }
    >
      Pleo will never hear that job {jobId} is {event}. The job’s later events can go.
    </DiscardDialog>
  );
}
