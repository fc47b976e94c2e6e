import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.js';
import { DiscardDialog } from '../shared/discard-dialog.js';
import { useMayAct } from '../shared/may-act.js';
import { Problem } from '../shared/problem.js';

/** The actions for the dead result of an entry, or for all of a job; nothing where the key does not allow them. */
export function ItemActs({ jobId, entryId }: { jobId: string; entryId?: string }): ReactNode {
  const queries = useQueryClient();
  const [isDiscarding, discarding] = useDisclosure(false);
  const params = { path: { id: jobId } };
  const which = entryId === undefined ? {} : { accountingEntryIds: [entryId] };
  const redeliver = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/export-jobs/{id}/items/redeliver', { params, body: which })),
    onSettled: () => queries.invalidateQueries(),
  });
  const discard = (reason: string) =>
    bodyOf(api.POST('/v1/export-jobs/{id}/items/discard', { params, body: { ...which, reason } }));
  if (!useMayAct()) return null;
  const [of, all] = entryId === undefined ? ['', ' all'] : [` the result of entry ${entryId}`, ''];
  return (
    <Group gap="xs">
      <Button
        size="compact-sm"
        loading={redeliver.isPending}
        aria-label={`Redeliver${all}${of}`}
        onClick={() => redeliver.mutate()}
      >
        Redeliver{all}
      </Button>
      <Button size="compact-sm" variant="default" aria-label={`Discard${all}${of}`} onClick={discarding.open}>
        Discard{all}
      </Button>
      {redeliver.error && <Problem error={redeliver.error} />}
      <DiscardDialog
        title={entryId === undefined ? 'Discard all dead results' : 'Discard a result'}
        isOpen={isDiscarding}
        onClose={discarding.close}
        discard={discard}
      >
        {entryId === undefined
          ? `Pleo will never hear of any result of job ${jobId} that is dead now.`
          : `Pleo will never hear the result of entry ${entryId} of job ${jobId}.`}{' '}
        An entry that was booked may be exported again. When no result is dead any more, the job’s final event
        can go.
      </DiscardDialog>
    </Group>
  );
}
