import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { ResumeDeliveries } from '../pauses/pause-deliveries.js';
import { Banner } from '../shared/banner.js';
import { Moment } from '../shared/moment.js';

/** Shows that a person paused the company's deliveries, or all. */
export function HandPause({
  company: { id, pause },
  mayAct,
}: {
  company: Schema['Company'];
  mayAct: boolean;
}): ReactNode {
  if (!pause) return null;
  return (
    <Banner
      tone="warn"
      sentence={
        pause.until ? (
          <>
            {pause.isOfAll ? 'All deliveries are' : 'Its deliveries are'} paused until{' '}
            <Moment at={pause.until} />.
          </>
        ) : (
          `${pause.isOfAll ? 'All deliveries are' : 'Its deliveries are'} paused until a person resumes them.`
        )
      }
      more={pause.reason}
      acts={mayAct && <ResumeDeliveries {...(!pause.isOfAll && { companyId: id })} />}
    />
  );
}
