import { Button, Textarea } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { api, bodyOf } from '../api/client.js';
import { ActDialog, ActForm } from '../companies/act-dialog.js';
import { TimeInput } from '../shared/time-input.js';

interface Whose {
  /** Left out: those of all companies. */
  readonly companyId?: string;
}

/** Pauses the deliveries of a company, or all, for a reason and until a time. */
export function PauseDeliveries(whose: Whose): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={open}>
        Pause deliveries…
      </Button>
      <ActDialog
        title={whose.companyId ? 'Pause its deliveries' : 'Pause all deliveries'}
        isOpen={isOpen}
        onClose={close}
      >
        <Pause {...whose} onClose={close} />
      </ActDialog>
    </>
  );
}

function Pause({ companyId, onClose }: Whose & { onClose: () => void }): ReactNode {
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState<string>();
  return (
    <ActForm
      act="Pause"
      isReady={reason.trim() !== ''}
      onClose={onClose}
      run={() =>
        bodyOf(
          api.POST('/v1/deliveries/pause', {
            body: { reason, ...(companyId && { companyId }), ...(until && { until }) },
          }),
        )
      }
      what={`${companyId ? 'Nothing of it' : 'Nothing of any company'} is sent to Pleo until then. Reports are accepted and wait. Pleo ends a job of which it hears nothing for an hour.`}
    >
      <Textarea
        label="Why"
        description="Shown beside the pause."
        required
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={({ currentTarget }) => setReason(currentTarget.value)}
      />
      <TimeInput label="Until (empty: until a person resumes them)" value={until} onChange={setUntil} />
    </ActForm>
  );
}

/** Ends such a pause. */
export function ResumeDeliveries({ companyId }: Whose): ReactNode {
  const [isOpen, { open, close }] = useDisclosure(false);
  return (
    <>
      <Button variant="default" size="compact-sm" onClick={open}>
        Resume
      </Button>
      <ActDialog title="Resume deliveries" isOpen={isOpen} onClose={close}>
        <ActForm
          act="Resume"
          onClose={close}
          run={() => bodyOf(api.POST('/v1/deliveries/resume', { body: companyId ? { companyId } : {} }))}
          what={`What waits of ${companyId ? 'it' : 'all companies'} is sent to Pleo at once, in the order of its jobs.`}
        />
      </ActDialog>
    </>
  );
}
