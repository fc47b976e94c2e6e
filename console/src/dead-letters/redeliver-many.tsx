import { Button, Group, Modal, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../api/client.js';
import type { EventFilter } from '../api/queries.js';
import { useMayAct } from '../shared/may-act.js';
import { Problem } from '../shared/problem.js';
import { count } from '../shared/words.js';

/** Redelivers all matching dead events, after showing their number and asking. */
export function RedeliverMany({ filter, isEmpty }: { filter: EventFilter; isEmpty: boolean }): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  const queries = useQueryClient();
  const body = Object.values(filter).every((value) => value === undefined) ? { all: true } : filter;
  const counted = useQuery({
    queryKey: ['dead', 'count', filter],
    queryFn: () => bodyOf(api.POST('/v1/export-job-events/redeliver', { body: { ...body, dryRun: true } })),
    enabled: isOpen,
    gcTime: 0,
  });
  const redeliver = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/export-job-events/redeliver', { body })),
    onSettled: () => queries.invalidateQueries(),
  });
  const openAnew = () => {
    redeliver.reset();
    open();
  };
  if (!useMayAct()) return null;
  const error = counted.error ?? redeliver.error;
  return (
    <>
      <Button onClick={openAnew} disabled={isEmpty}>
        Redeliver all of these
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title="Redeliver dead events"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {error && <Problem error={error} />}
        <Text role="status">
          {redeliver.data
            ? `${count(redeliver.data.count, 'event')} will be sent to Pleo again.`
            : counted.data
              ? `${count(counted.data.count, 'event')} will be sent to Pleo again, each with a fresh schedule.`
              : 'Counting …'}
        </Text>
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={close}>
            {redeliver.data ? 'Done' : 'Not now'}
          </Button>
          {!redeliver.data && (
            <Button
              loading={redeliver.isPending}
              disabled={!counted.data || counted.data.count === 0}
              onClick={() => redeliver.mutate()}
            >
              Redeliver {counted.data?.count.toLocaleString()}
            </Button>
          )}
        </Group>
      </Modal>
    </>
  );
}
