import { Button, Group, Select, SimpleGrid, Stack, Table, Text, TextInput, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Schema } from '../api/client.js';
import { type JobFilter, jobsQuery } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { JobLink } from '../shared/job-link.js';
import { Mark } from '../shared/mark.js';
import { Moment } from '../shared/moment.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { TimeInput } from '../shared/time-input.js';
import { DELIVERY_TONES, JOB_TONES, words } from '../shared/words.js';

type Status = Schema['ExportJob']['status'];

export interface JobsSearch {
  status?: Status;
  companyId?: string;
  expiringWithin?: number;
  createdAfter?: string;
  createdBefore?: string;
}

const STATUSES = Object.keys(JOB_TONES) as Status[];
const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** The filter in the page's address; the relay checks the values. */
export function jobsSearch(search: Record<string, unknown>): JobsSearch {
  const { status, companyId, expiringWithin, createdAfter, createdBefore } = search as JobsSearch;
  return { status, companyId, expiringWithin, createdAfter, createdBefore };
}

/** All jobs, the newest first, with a search by id. */
export function JobsPage(): ReactNode {
  const search = useSearch({ from: '/jobs' });
  useDocumentTitle('Jobs');
  const navigate = useNavigate({ from: '/jobs' });
  const narrow = (change: JobsSearch) => void navigate({ search: { ...search, ...change }, replace: true });
  const list = useInfiniteQuery(jobsQuery(filterOf(search)));
  const jobs = list.data?.pages.flatMap(({ data }) => data) ?? [];
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Jobs
      </Title>
      <FindJob />
      <Card title="All jobs">
        <SimpleGrid cols={{ base: 1, xs: 2, md: 5 }} mb="md" role="search" aria-label="Narrow the list">
          <Select
            label="Status"
            placeholder="Any"
            clearable
            data={STATUSES.map((status) => ({ value: status, label: words(status) }))}
            value={search.status ?? null}
            onChange={(status) => narrow({ status: status ?? undefined })}
          />
          <Company
            key={search.companyId}
            value={search.companyId}
            onChange={(companyId) => narrow({ companyId })}
          />
          <Select
            label="Expiring"
            placeholder="Whenever"
            clearable
            data={[
              { value: '600', label: 'within 10 minutes' },
              { value: '3600', label: 'within an hour' },
            ]}
            value={search.expiringWithin === undefined ? null : String(search.expiringWithin)}
            onChange={(seconds) => narrow({ expiringWithin: seconds === null ? undefined : Number(seconds) })}
          />
          <TimeInput
            label="Created after"
            value={search.createdAfter}
            onChange={(createdAfter) => narrow({ createdAfter })}
          />
          <TimeInput
            label="Created before"
            value={search.createdBefore}
            onChange={(createdBefore) => narrow({ createdBefore })}
          />
        </SimpleGrid>
        {list.error && <Problem error={list.error} />}
        {list.data && jobs.length === 0 && <Text>No job is like this.</Text>}
        {jobs.length > 0 && <JobTable jobs={jobs} />}
        <More list={list} />
      </Card>
    </Stack>
  );
}

function filterOf({ status, ...search }: JobsSearch): JobFilter {
  return { ...search, ...(status && { status: [status] }) };
}

function FindJob(): ReactNode {
  const navigate = useNavigate();
  const [id, setId] = useState('');
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (UUID.test(id.trim())) void navigate({ to: '/jobs/$id', params: { id: id.trim().toLowerCase() } });
    else setError('A job id is a UUID, such as 0b7f5f8e-3c1d-4a57-9d0b-5c6d1f2a3b4c.');
  };
  return (
    <form onSubmit={submit} role="search" aria-label="Find a job">
      <Group align="flex-start" gap="xs">
        <TextInput
          aria-label="Job id"
          placeholder="Job id"
          ff="monospace"
          w="100%"
          maw={420}
          value={id}
          error={error}
          onChange={({ currentTarget }) => {
            setId(currentTarget.value);
            setError(null);
          }}
        />
        <Button type="submit">Find the job</Button>
      </Group>
    </form>
  );
}

/** Queries when the id is complete, not at each letter. */
function Company({
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
      error={text !== '' && !UUID.test(text.trim()) && 'Not a UUID yet.'}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        const given = currentTarget.value.trim();
        if (given === '') onChange(undefined);
        else if (UUID.test(given)) onChange(given);
      }}
    />
  );
}

function JobTable({ jobs }: { jobs: Schema['ExportJob'][] }): ReactNode {
  return (
    <Table.ScrollContainer minWidth={300}>
      <Table highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th>Pleo knows</Table.Th>
            <Table.Th visibleFrom="sm">Company</Table.Th>
            <Table.Th visibleFrom="sm">Created</Table.Th>
            <Table.Th visibleFrom="md">Expires</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map((job) => (
            <Table.Tr key={job.id}>
              <Table.Td>
                <JobLink id={job.id} short />
              </Table.Td>
              <Table.Td>
                <Mark tone={JOB_TONES[job.status]}>{words(job.status)}</Mark>
              </Table.Td>
              <Table.Td>
                <Delivery job={job} />
              </Table.Td>
              <Table.Td visibleFrom="sm">{job.companyId?.slice(0, 8) ?? '–'}</Table.Td>
              <Table.Td visibleFrom="sm">
                <Moment at={job.createdAt} />
              </Table.Td>
              <Table.Td visibleFrom="md">
                {job.completedAt === null ? <Moment at={job.expiresAt} /> : '–'}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

/** Counts results of items too: both are what Pleo lacks. */
function Delivery({ job: { delivery, items } }: { job: Schema['ExportJob'] }): ReactNode {
  const { status, pending, dead } = delivery;
  if (status === null) return 'no event yet';
  const number = status === 'dead' ? dead + items.dead : pending + items.pendingDelivery;
  const sentence = status === 'delivered' ? 'all of it' : `${number.toLocaleString()} ${status}`;
  return <Mark tone={DELIVERY_TONES[status]}>{sentence}</Mark>;
}
