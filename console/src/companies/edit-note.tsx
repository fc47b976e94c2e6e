import { Button, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.js';
import { ActDialog, ActForm } from './act-dialog.js';

interface Noted {
  readonly companyId: string;
  readonly note: string | null;
}

/** Changes what people know a company by. */
export function EditNote(company: Noted): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={open}>
        {company.note === null ? 'Note a name' : 'Change the note'}
      </Button>
      <ActDialog title="Name for people" isOpen={isOpen} onClose={close}>
        <Note {...company} onClose={close} />
      </ActDialog>
    </>
  );
}

function Note({ companyId, note, onClose }: Noted & { onClose: () => void }): ReactNode {
  const [text, setText] = useState(note ?? '');
  const params = { path: { companyId } };
  return (
    <ActForm
      act="Keep it"
      onClose={onClose}
      run={() =>
        bodyOf(api.PUT('/v1/companies/{companyId}', { params, body: { note: text.trim() || null } }))
      }
      what="Such as its name. Pleo does not see it."
    >
      <TextInput
        label="Note"
        maxLength={200}
        autoComplete="off"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        data-autofocus
      />
    </ActForm>
  );
}
