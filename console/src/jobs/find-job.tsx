import { Button, Group, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { api, ApiProblem, bodyOf } from '../api/client.js';
import { beginningOf, isUuid } from '../shared/uuid.js';

/** Leads to the job that an id names, or its beginning; to a list, where several jobs have that. */
export function FindJob(): ReactNode {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const finding = useMutation({
    mutationFn: async () => {
      const found = await find(text);
      if ('id' in found) await navigate({ to: '/jobs/$id', params: found });
      else await navigate({ to: '/jobs', search: found });
    },
  });
  return (
    <form
      role="search"
      aria-label="Find the job"
      onSubmit={(submit) => {
        submit.preventDefault();
        finding.mutate();
      }}
    >
      <Group align="flex-end" gap="xs">
        <TextInput
          label="Job id"
          description="The whole id, or its beginning: 4 characters at least. The id of an event finds its job, too."
          placeholder="0b7f5f8e"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          w="100%"
          maw={560}
          autoComplete="off"
          spellCheck={false}
          value={text}
          error={finding.error?.message}
          onChange={({ currentTarget }) => {
            setText(currentTarget.value);
            finding.reset();
          }}
        />
        <Button type="submit" loading={finding.isPending}>
          Find the job
        </Button>
      </Group>
    </form>
  );
}

/** Throws a sentence for people. */
async function find(text: string): Promise<{ id: string } | { idPrefix: string }> {
  const idPrefix = beginningOf(text);
  if (idPrefix === null)
    throw new Error(
      'An id is a UUID, such as 0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c: give its first 4 characters, or more.',
    );
  const { data } = await bodyOf(api.GET('/v1/export-jobs', { params: { query: { idPrefix, limit: 2 } } }));
  const [job, another] = data;
  if (another) return { idPrefix };
  if (job) return { id: job.id };
  const event = isUuid(idPrefix) ? await eventOf(idPrefix) : null;
  if (event) return { id: event.jobId };
  throw new Error(`No job has an id that ${isUuid(idPrefix) ? 'is' : 'begins with'} ${idPrefix}.`);
}

async function eventOf(id: string): Promise<{ jobId: string } | null> {
  return bodyOf(api.GET('/v1/export-job-events/{id}', { params: { path: { id } } })).catch(
    (error: unknown) => {
      if (error instanceof ApiProblem && error.status === 404) return null;
      throw error;
    },
  );
}
