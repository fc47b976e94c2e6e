import { Button, Group, Modal, Progress, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { api, bodyOf } from '../api/client.js';
import type { EventFilter } from '../api/queries.js';
import { Problem } from '../shared/problem.js';
import { count } from '../shared/words.js';

export type ManyAct = 'redeliver' | 'discard';

const WORDS: Record<ManyAct, string> = { redeliver: 'Redeliver', discard: 'Discard' };

/** Redelivers or discards the events that are chosen, or all that match: counts them first, and asks. */
export function ActOnMany({
  act,
  filter,
  ids,
  isEmpty,
}: {
  act: ManyAct;
  filter: EventFilter;
  /** Null: all that match. */
  ids: readonly string[] | null;
  /** There is none to act on. */
  isEmpty: boolean;
}): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  const word = WORDS[act];
  return (
    <>
      <Button
        size="compact-sm"
        variant={act === 'redeliver' ? 'filled' : 'default'}
        disabled={isEmpty}
        onClick={open}
      >
        {word} {ids ? `${ids.length.toLocaleString()} selected` : 'all of these'}
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={`${word} events`}
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <Asked act={act} filter={filter} ids={ids} onClose={close} />
      </Modal>
    </>
  );
}

/** The effect on the events that match when the dialog opens; later ones are left alone. */
function Asked({
  act,
  filter,
  ids,
  onClose,
}: {
  act: ManyAct;
  filter: EventFilter;
  ids: readonly string[] | null;
  onClose: () => void;
}): ReactNode {
  const [which] = useState(() => selectionOf(filter, ids));
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const [done, setDone] = useState(0);
  const stop = useRef(false);
  useEffect(() => () => void (stop.current = true), []);
  const queries = useQueryClient();
  const acting = useMutation({
    mutationFn: async (total: number) => {
      stop.current = false;
      for (let all = 0, left = Infinity; left > 0 && all < total && !stop.current;) {
        const { count: some, remaining } = await step(act, {
          ...which,
          ...(act === 'discard' && { reason }),
          limit: PART,
        });
        all += some;
        setDone(all);
        // What is left is being delivered at this moment.
        left = some === 0 ? 0 : remaining;
      }
    },
    onSettled: () => queries.invalidateQueries(),
  });
  const counted = useQuery({
    queryKey: ['events', 'count', act, which],
    queryFn: () => step(act, { ...which, dryRun: true }),
    gcTime: 0,
    // What it was about is over then.
    enabled: acting.isIdle,
    staleTime: Infinity,
  });
  const total = counted.data?.count ?? 0;
  const isDiscard = act === 'discard';
  const isReady = total > 0 && (!isDiscard || (reason.trim() !== '' && typed.trim() === String(total)));
  const word = WORDS[act];
  const error = counted.error ?? acting.error;
  return (
    <form
      onSubmit={(submit) => {
        submit.preventDefault();
        if (isReady && acting.isIdle) acting.mutate(total);
      }}
    >
      <Stack gap="sm">
        <Text role="status">
          {sentenceOf(act, counted.data ? total : null, acting.isSuccess ? done : null)}
        </Text>
        {isDiscard && total > 0 && acting.isIdle && (
          <>
            <Textarea
              label="Why"
              description="Kept in the history of each job."
              required
              autosize
              minRows={2}
              maxLength={1000}
              value={reason}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
            <TextInput
              label={`Type ${total} to confirm`}
              autoComplete="off"
              inputMode="numeric"
              value={typed}
              onChange={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          </>
        )}
        {!acting.isIdle && (
          <>
            <Progress value={(100 * done) / Math.max(1, total)} aria-label="Progress" />
            <Text size="sm">
              {done.toLocaleString()} of {total.toLocaleString()}
            </Text>
          </>
        )}
        {error && <Problem error={error} />}
      </Stack>
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={() => (acting.isPending ? (stop.current = true) : onClose())}>
          {acting.isPending ? 'Stop' : acting.isIdle ? 'Not now' : 'Done'}
        </Button>
        {!acting.isSuccess && (
          <Button
            type={acting.isError ? 'button' : 'submit'}
            {...(isDiscard && { color: 'red.8' })}
            {...(acting.isError && { onClick: () => acting.mutate(total) })}
            loading={acting.isPending}
            disabled={!isReady}
          >
            {word} {counted.data && total.toLocaleString()}
          </Button>
        )}
      </Group>
    </form>
  );
}

/** Events in one request, so people see how far it is. */
const PART = 1000;

type Which = Omit<EventFilter, 'order'> & { ids?: string[] };

function selectionOf({ order: _, ...filter }: EventFilter, ids: readonly string[] | null): Which {
  if (ids) return { ...filter, ids: [...ids] };
  return { ...filter, acceptedBefore: filter.acceptedBefore ?? new Date().toISOString() };
}

async function step(
  act: ManyAct,
  body: Which & { dryRun?: boolean; reason?: string; limit?: number },
): Promise<{ count: number; remaining: number }> {
  if (act === 'redeliver') return bodyOf(api.POST('/v1/export-job-events/redeliver', { body }));
  const { deliveryStatus, ...more } = body;
  return bodyOf(
    api.POST('/v1/export-job-events/discard', {
      body: { ...more, deliveryStatus: deliveryStatus === 'pending' ? 'pending' : 'dead' },
    }),
  );
}

/** Null: not counted yet, or not done. */
function sentenceOf(act: ManyAct, total: number | null, done: number | null): string {
  if (total === null) return 'Counting …';
  if (total === 0) return 'No event matches any more.';
  if (done === null)
    return act === 'redeliver'
      ? `${count(total, 'event')} will be sent to Pleo again, each with a fresh schedule.`
      : `Pleo will never hear of ${count(total, 'event')}. The later events of their jobs can go.`;
  const others = done < total ? ` ${count(total - done, 'other')} changed meanwhile, or are being sent.` : '';
  return `${count(done, 'event')} ${act === 'redeliver' ? 'will be sent to Pleo again.' : 'discarded.'}${others}`;
}
