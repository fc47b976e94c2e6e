import { BarChart, LineChart } from '@mantine/charts';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { duration } from '../shared/moment.js';

type Minutes = Schema['MinuteOfDeliveries'][];

const HEIGHT = 220;

/** Deliveries and failures over the last hour, by who has to act. */
export function Deliveries({ minutes }: { minutes: Minutes }): ReactNode {
  const data = minutes.map(({ at, delivered, failed }) => ({
    at: minuteOf(at),
    Delivered: delivered,
    'Failed: Pleo': failed.pleo,
    'Failed: credential': failed.credential,
    'Failed: us': failed.us,
  }));
  const busiest = minutes.reduce((most, { delivered }) => Math.max(most, delivered), 0);
  return (
    <Card title="Requests to Pleo, per minute">
      <figure
        style={{ margin: 0 }}
        role="img"
        aria-label={`The last hour; at most ${busiest} deliveries a minute.`}
      >
        <BarChart
          h={HEIGHT}
          data={data}
          dataKey="at"
          type="stacked"
          withLegend
          tickLine="none"
          gridAxis="x"
          valueFormatter={(value) => value.toLocaleString()}
          yAxisProps={{ allowDecimals: false }}
          barChartProps={{ accessibilityLayer: false }}
          barProps={{ isAnimationActive: false }}
          series={[
            { name: 'Delivered', color: 'teal.6' },
            { name: 'Failed: Pleo', color: 'orange.6' },
            { name: 'Failed: credential', color: 'grape.6' },
            { name: 'Failed: us', color: 'red.7' },
          ]}
        />
      </figure>
    </Card>
  );
}

/** The time from acceptance to delivery. */
export function Latency({ minutes }: { minutes: Minutes }): ReactNode {
  const data = minutes.map(({ at, p50Ms, p99Ms }) => ({ at: minuteOf(at), p50: p50Ms, p99: p99Ms }));
  const worst = minutes.reduce((most, { p99Ms }) => Math.max(most, p99Ms ?? 0), 0);
  return (
    <Card title="From accept to delivery">
      <figure
        style={{ margin: 0 }}
        role="img"
        aria-label={`The last hour, per minute; the 99th percentile was ${duration(worst)} at most.`}
      >
        <LineChart
          h={HEIGHT}
          data={data}
          dataKey="at"
          withLegend
          tickLine="none"
          gridAxis="x"
          connectNulls={false}
          valueFormatter={duration}
          lineChartProps={{ accessibilityLayer: false }}
          lineProps={{ isAnimationActive: false }}
          yAxisProps={{ width: 64 }}
          dotProps={{ r: 2 }}
          series={[
            { name: 'p50', color: 'teal.6' },
            { name: 'p99', color: 'indigo.5' },
          ]}
        />
      </figure>
    </Card>
  );
}

function minuteOf(at: string): string {
  return new Date(at).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
}
