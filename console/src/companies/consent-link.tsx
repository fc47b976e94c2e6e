import { Button, Code, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useInterval } from '@mantine/hooks';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.js';
import { Moment } from '../shared/moment.js';
import { Problem } from '../shared/problem.js';

/** Makes a link by which a person of the company agrees. It is in the page's memory only, and gone with the page. */
export function ConsentLink({ companyId }: { companyId: string }): ReactNode {
  const making = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/v1/companies/{companyId}/credential/consent', { params: { path: { companyId } } })),
    gcTime: 0,
  });
  const link = making.data;
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm">
        By OAuth: a person of the company opens a link, and agrees at Pleo. That person decides which Pleo
        account is connected, so give it to no other.
      </Text>
      {link ? (
        <Link
          key={link.authorizeUrl}
          {...link}
          onAgain={() => making.mutate()}
          isPending={making.isPending}
        />
      ) : (
        <Button loading={making.isPending} onClick={() => making.mutate()}>
          Make a consent link
        </Button>
      )}
      {making.error && <Problem error={making.error} />}
    </Stack>
  );
}

function Link({
  authorizeUrl,
  expiresAt,
  onAgain,
  isPending,
}: {
  authorizeUrl: string;
  expiresAt: string;
  onAgain: () => void;
  isPending: boolean;
}): ReactNode {
  const [now, setNow] = useState(() => Date.now());
  useInterval(() => setNow(Date.now()), 1000, { autoInvoke: true });
  const isOver = now >= Date.parse(expiresAt);
  return (
    <Stack gap="sm" align="flex-start" w="100%">
      {/* No input: a browser may keep what stands in one. */}
      {!isOver && (
        <Code block w="100%" tabIndex={0} aria-label="Consent link" style={WRAPPED}>
          {authorizeUrl}
        </Code>
      )}
      <Text size="sm" role="status" fw={600}>
        {isOver ? 'This link is no longer valid.' : 'Valid for ten minutes, and for one answer.'}
      </Text>
      {!isOver && (
        <Text size="sm">
          It ends at <Moment at={expiresAt} />. This page shows when the person has agreed.
        </Text>
      )}
      <Group gap="xs">
        {!isOver && (
          <CopyButton value={authorizeUrl} timeout={3000}>
            {({ copied, copy }) => <Button onClick={copy}>{copied ? 'Copied' : 'Copy the link'}</Button>}
          </CopyButton>
        )}
        <Button variant="default" loading={isPending} onClick={onAgain}>
          Make another link
        </Button>
      </Group>
    </Stack>
  );
}

const WRAPPED = { whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' } as const;
