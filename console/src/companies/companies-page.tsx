import { Anchor, SimpleGrid, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback, useDocumentTitle } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { companiesQuery, type CompanyFilter } from '../api/queries.js';
import { Card } from '../shared/card.js';
import { Choice } from '../shared/choice.js';
import { choicesOf } from '../shared/choices.js';
import { FindById } from '../shared/find-by-id.js';
import { useMayAct } from '../shared/may-act.js';
import { More } from '../shared/more.js';
import { Problem } from '../shared/problem.js';
import { useReadOn } from '../shared/read-on.js';
import { COMPANY_TONES } from '../shared/words.js';
import { CompanyList } from './company-list.js';

/** The filter in the page's address; the relay checks the values. A text of digits came as a number. */
export function companiesSearch(search: Record<string, unknown>): CompanyFilter {
  const { state, q } = search as CompanyFilter;
  return { state, q: q === undefined ? undefined : String(q) };
}

/** All companies, in the order of their ids, with a search by state, and by note or id. */
export function CompaniesPage(): ReactNode {
  const search = useSearch({ from: '/companies' });
  useDocumentTitle('Companies');
  const navigate = useNavigate({ from: '/companies' });
  const narrow = (change: CompanyFilter) =>
    void navigate({ search: { ...search, ...change }, replace: true });
  const list = useInfiniteQuery(companiesQuery(search));
  const companies = list.data?.pages.flatMap(({ data }) => data) ?? [];
  const isNarrowed = search.state !== undefined || search.q !== undefined;
  const isLooking = useReadOn(list, companies.length === 0);
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        Companies
      </Title>
      <Begin />
      <Card
        title={isNarrowed ? 'Some companies' : 'All companies'}
        aside={
          isNarrowed && (
            <Anchor size="sm" renderRoot={(props: object) => <Link to="/companies" search={{}} {...props} />}>
              Show all
            </Anchor>
          )
        }
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} maw={620} mb="md" role="search" aria-label="Narrow the list">
          <Choice
            label="State"
            choices={choicesOf(COMPANY_TONES)}
            value={search.state}
            onChange={(state) => narrow({ state })}
          />
          <NoteOrId value={search.q} onChange={(q) => narrow({ q })} />
        </SimpleGrid>
        {list.error && <Problem error={list.error} />}
        {isLooking && <Text role="status">Looking among more companies …</Text>}
        {list.data && companies.length === 0 && !isLooking && (
          <Text role="status">{nothingFound(isNarrowed, list.hasNextPage)}</Text>
        )}
        {companies.length > 0 && <CompanyList companies={companies} />}
        {!isLooking && <More list={list} />}
      </Card>
    </Stack>
  );
}

function nothingFound(isNarrowed: boolean, hasNextPage: boolean): string {
  if (hasNextPage) return 'No company matches so far; there are more to search.';
  return isNarrowed ? 'No company matches.' : 'No company is known: none has a job, a credential or a note.';
}

/** Queries when nothing was typed for a moment, not at each letter. */
function NoteOrId({
  value,
  onChange,
}: {
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}): ReactNode {
  const [text, setText] = useState(value ?? '');
  const said = useRef(value);
  useEffect(() => {
    // The address was changed by something else, such as the link back to all.
    if (value !== said.current) setText(value ?? '');
    said.current = value;
  }, [value]);
  const say = useDebouncedCallback((typed: string) => {
    said.current = typed.trim() || undefined;
    onChange(said.current);
  }, 300);
  return (
    <TextInput
      label="Note or id"
      placeholder="A part of it"
      maxLength={100}
      autoComplete="off"
      value={text}
      onChange={({ currentTarget }) => {
        setText(currentTarget.value);
        say(currentTarget.value);
      }}
    />
  );
}

/** To the page of a company of which nothing is known yet; nothing where the key does not allow to connect it. */
function Begin(): ReactNode {
  const navigate = useNavigate();
  if (!useMayAct()) return null;
  return (
    <FindById
      name="Company id"
      act="Connect a company"
      placeholder="Company id, as Pleo has it"
      mistake="A company id is a UUID, such as 3c8f1d52-6b07-4e9a-b1d4-90a7e5c2f683."
      onId={(id) => void navigate({ to: '/companies/$id', params: { id } })}
    />
  );
}
