import { Anchor, Table } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { JobLink } from '../shared/job-link.js';
import { Moment } from '../shared/moment.js';

/** The jobs that expire first, and the way to all that do soon. */
export function ExpiringCard({ expiring }: { expiring: Schema['ExpiringJobs'] }): ReactNode {
  return (
    <Card title="Expiring soon">
      <Table>
        <Table.Tbody>
          {expiring.first.map(({ id, expiresAt }) => (
            <Table.Tr key={id}>
              <Table.Th scope="row">
                <JobLink id={id} short />
              </Table.Th>
              <Table.Td ta="right">
                <Moment at={expiresAt} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {expiring.count > expiring.first.length && (
        <Anchor
          size="sm"
          renderRoot={(props: object) => (
            <Link to="/jobs" search={{ expiringWithin: 600, putAway: false }} {...props} />
          )}
        >
          All {expiring.count.toLocaleString()}
        </Anchor>
      )}
    </Card>
  );
}
