import { Button, PasswordInput, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useRef } from 'react';
import { api, bodyOf } from '../api/client.js';
import { Problem } from '../shared/problem.js';

/** Sets an API key of Pleo's. The key is in the field until it is sent, and nowhere else. */
export function SetKey({ companyId, isAnother }: { companyId: string; isAnother: boolean }): ReactNode {
  const queries = useQueryClient();
  const field = useRef<HTMLInputElement>(null);
  const setting = useMutation({
    // Not a variable of the mutation, which would be kept beside its result.
    mutationFn: () => {
      const apiKey = field.current?.value.trim() ?? '';
      if (field.current) field.current.value = '';
      return bodyOf(
        api.PUT('/v1/companies/{companyId}/credential', {
          params: { path: { companyId } },
          body: { type: 'api_key', apiKey },
        }),
      );
    },
    gcTime: 0,
    onSettled: () => queries.invalidateQueries(),
  });
  return (
    <form
      autoComplete="off"
      onSubmit={(submit) => {
        submit.preventDefault();
        setting.mutate();
      }}
    >
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          By key: an API key that the company made at Pleo.
          {isAnother && ' It replaces the credential that the company has.'}
        </Text>
        <PasswordInput
          ref={field}
          label="Pleo API key"
          description="Kept by the relay, sealed, and never shown again."
          w="100%"
          required
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore
          data-lpignore="true"
          data-bwignore
        />
        <Button type="submit" variant="default" loading={setting.isPending}>
          Set the key
        </Button>
        {setting.isSuccess && (
          <Text size="sm" role="status">
            The key is set.
          </Text>
        )}
        {setting.error && <Problem error={setting.error} />}
      </Stack>
    </form>
  );
}
