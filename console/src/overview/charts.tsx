import { BarChart, LineChart } from '@mantine/charts';
import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { Card } from '../shared/card.js';
import { duration, minuteOf } from '../shared/moment.js';
import { nameOfZone, useZone, type Zone } from '../shared/zone.js';
import { tickLabel, ticksUpTo } from './time-axis.js';

type Minutes = Schema['MinuteOfDeliveries'][];

const HEIGHT = 220;

/** Deliveries and failures over the last hour, by who has to act. */
export function Deliveries({ minutes }: { minutes: Minutes }): ReactNode {
  const zone = useZone();
  const data = minutes.map(({ at, delivered, failed }) => ({
    at: minuteOf(at, zone),
    Delivered: delivered,
    'Failed: Pleo': failed.pleo,
    'Failed: credential': failed.credential,
    'Failed: us': failed.us,
  }));
  const busiest = minutes.reduce((most, { delivered }) => Math.max(most, delivered), 0);
  return (
    <Card title="Requests to Pleo, per minute" aside={<ZoneOfAxis zone={zone} />}>
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
  const zone = useZone();
  const data = minutes.map(({ at, p50Ms, p99Ms }) => ({ at: minuteOf(at, zone), p50: p50Ms, p99: p99Ms }));
  const worst = minutes.reduce((most, { p99Ms }) => Math.max(most, p99Ms ?? 0), 0);
  const ticks = ticksUpTo(worst);
  return (
    <Card title="From accept to delivery" aside={<ZoneOfAxis zone={zone} />}>
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
          yAxisProps={{ width: 64, ticks, domain: [0, ticks.at(-1) ?? 1], tickFormatter: tickLabel }}
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

function ZoneOfAxis({ zone }: { zone: Zone }): ReactNode {
  return (
    <Text size="sm" c="dimmed">
      Times in {nameOfZone(zone)}
    </Text>
  );
}
