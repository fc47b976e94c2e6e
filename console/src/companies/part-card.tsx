import { Button, Group, Radio, Stack, Text, Textarea } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { api, bodyOf, type Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { ActDialog, ActForm } from './act-dialog.js';
import { isNameOf, TypedName } from './typed-name.js';

type Company = Schema['Company'];

/** The acts on a company that left: put it away, take it back, delete its credential. */
export function PartCard({ company }: { company: Company }): ReactNode {
  const [asked, setAsked] = useState<'put-away' | 'take-back' | 'disconnect' | null>(null);
  const close = () => setAsked(null);
  const { putAway, credential } = company;
  return (
    <Card title="When it leaves">
      <Text size="sm" mb="sm" maw={760}>
        {putAway
          ? 'It is put away. Take it back to send its parked messages.'
          : 'Put it away first, then disconnect it. Otherwise its events go out with the default credential.'}
      </Text>
      <Group gap="xs">
        {putAway && (
          <Button variant="default" onClick={() => setAsked('take-back')}>
            Take it back
          </Button>
        )}
        <Button variant="default" onClick={() => setAsked('put-away')}>
          {putAway ? 'Put it away in another way' : 'Put it away'}
        </Button>
        {credential && (
          <Button variant="default" onClick={() => setAsked('disconnect')}>
            Disconnect
          </Button>
        )}
      </Group>
      <ActDialog title="Put it away" isOpen={asked === 'put-away'} onClose={close}>
        <PutAway company={company} onClose={close} />
      </ActDialog>
      <ActDialog title="Take it back" isOpen={asked === 'take-back'} onClose={close}>
        <TakeBack company={company} onClose={close} />
      </ActDialog>
      <ActDialog title="Disconnect" isOpen={asked === 'disconnect'} onClose={close}>
        <Disconnect company={company} onClose={close} />
      </ActDialog>
    </Card>
  );
}

interface Asked {
  readonly company: Company;
  readonly onClose: () => void;
}

function Disconnect({ company, onClose }: Asked): ReactNode {
  const [typed, setTyped] = useState('');
  const params = { path: { companyId: company.id } };
  return (
    <ActForm
      act="Disconnect"
      isGrave
      isReady={isNameOf(company, typed)}
      onClose={onClose}
      run={() => bodyOf(api.DELETE('/v1/companies/{companyId}/credential', { params }))}
      what={
        company.putAway
          ? 'The relay deletes its credential. Nothing of it is sent, because it is put away. Pleo does not learn of this: revoke it there as well.'
          : 'The relay deletes its credential. Its events then go out with the default one, or wait if there is none. Pleo does not learn of this: revoke it there as well.'
      }
    >
      <TypedName company={company} value={typed} onChange={setTyped} />
    </ActForm>
  );
}

function PutAway({ company, onClose }: Asked): ReactNode {
  const [waiting, setWaiting] = useState<Schema['PutCompanyAway']['waiting']>('park');
  const [reason, setReason] = useState('');
  const [typed, setTyped] = useState('');
  const isDiscarding = waiting === 'discard';
  const params = { path: { companyId: company.id } };
  return (
    <ActForm
      act="Put it away"
      isGrave={isDiscarding}
      isReady={reason.trim() !== '' && (!isDiscarding || isNameOf(company, typed))}
      onClose={onClose}
      run={() =>
        bodyOf(api.POST('/v1/companies/{companyId}/put-away', { params, body: { reason, waiting } }))
      }
      what="Nothing of it is sent to Pleo any more, with any credential, and workers get no jobs of it."
    >
      <Radio.Group
        label="Its waiting messages and later reports"
        value={waiting}
        onChange={(value) => setWaiting(value)}
      >
        <Stack gap="xs" mt="xs">
          <Radio value="park" label="are parked, until the company is taken back" />
          <Radio value="discard" label="are discarded, for good" />
        </Stack>
      </Radio.Group>
      <Textarea
        label="Why"
        description="Kept in the company’s history."
        required
        autosize
        minRows={2}
        maxLength={1000}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      {isDiscarding && <TypedName company={company} value={typed} onChange={setTyped} />}
    </ActForm>
  );
}

function TakeBack({ company, onClose }: Asked): ReactNode {
  const params = { path: { companyId: company.id } };
  return (
    <ActForm
      act="Take it back"
      onClose={onClose}
      run={() => bodyOf(api.POST('/v1/companies/{companyId}/take-back', { params }))}
      what="Its parked messages are sent to Pleo at once, with the credential that the company has now, or with the default one. Discarded messages stay discarded."
    />
  );
}
