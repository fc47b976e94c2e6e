import { Button, Center, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { apiKey } from '../api/api-key.js';
import { ApiProblem } from '../api/client.js';
import { callerQuery } from '../api/queries.js';
import { Problem } from '../shared/problem.js';

/** Shows its children to callers that may read, and else asks for an API key. A relay without keys asks for none. */
export function SignedIn({ children }: { children: ReactNode }): ReactNode {
  const { data: caller, error, refetch } = useQuery(callerQuery);
  if (caller) return children;
  if (error instanceof ApiProblem && error.status === 401) {
    return <SignIn isRefused={apiKey.read() !== null} onKey={() => void refetch()} />;
  }
  return (
    <Center mih="100dvh" p="md" component="main">
      {error ? <Problem error={error} /> : <Text>Asking the relay …</Text>}
    </Center>
  );
}

/** Forgets the key in all tabs, and everything that was read with it. */
export function useSignOut(): () => void {
  const queries = useQueryClient();
  return () => {
    apiKey.forget();
    void queries.resetQueries();
  };
}

function SignIn({ isRefused, onKey }: { isRefused: boolean; onKey: () => void }): ReactNode {
  const [key, setKey] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    apiKey.keep(key.trim());
    onKey();
  };
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="xl" w="100%" maw={420} bg="var(--surface)">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1} size="h3">
              pleo-export-relay
            </Title>
            <PasswordInput
              label="API key"
              description="Kept until you close the last tab of the console. Signing out signs all tabs out."
              error={isRefused && 'The relay does not know this key.'}
              value={key}
              onChange={({ currentTarget }) => setKey(currentTarget.value)}
              autoComplete="off"
              required
              data-autofocus
            />
            <Button type="submit">Sign in</Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
