import { describe, expect, it } from 'vitest';
import { chartOf } from '../../bench/figures/chart.js';
import { markdownOf } from '../../bench/figures/markdown.js';
import { median } from '../../bench/figures/median.js';
import { number } from '../../bench/figures/number.js';
import { percentile } from '../../bench/figures/percentile.js';
import { cpuOf, ratioOf, roundTable } from '../../bench/figures/round-table.js';
import type { Section } from '../../bench/figures/section.js';
import type { Results } from '../../bench/rounds.js';

describe('the median', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[7], 7],
    [[], NaN],
  ])('of %j is %d', (values, middle) => {
    expect(median(values)).toBe(middle);
  });
});

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  it.each([
    [hundred, 50, 50],
    [hundred, 99, 99],
    [hundred, 100, 100],
    [[5], 99, 5],
    [[], 50, NaN],
  ])('of %j at %d is %d', (values, percent, value) => {
    expect(percentile(values, percent)).toBe(value);
  });
});

describe('a number for people', () => {
  it.each([
    [12_345.6, '12,346'],
    [99.94, '99.9'],
    [0.123, '0.12'],
    [0, '0'],
    [null, 'not measured'],
    [NaN, 'not measured'],
  ])('is %d as %s', (value, text) => {
    expect(number(value)).toBe(text);
  });
});

const WARM = { what: 'reports & <more>', relay: '500', other: '1,000 (limit)', ratio: 0.5 };
const RATIO = { ...WARM, cold: { relay: '100', other: '400 (limit)', ratio: 0.25 } };

describe('the Markdown', () => {
  const section: Section = {
    title: 'Intake',
    about: 'What it is.',
    tables: [{ head: ['warm', 'rate'], rows: [['relay', '500']] }],
    ratios: [RATIO],
    notes: ['One.', 'Two.'],
  };

  it('has all ratios first, then each section with its tables and notes', () => {
    expect(markdownOf([{ node: '24.1.0', sections: [section] }]).split('\n')).toEqual([
      '| Node 24.1.0      | relay | beside it     | ratio    | cold: relay | beside it   | ratio    |',
      '| ---------------- | ----- | ------------- | -------- | ----------- | ----------- | -------- |',
      '| reports & <more> | 500   | 1,000 (limit) | **0.50** | 100         | 400 (limit) | **0.25** |',
      '',
      '## Intake',
      '',
      'What it is.',
      '',
      '| Node 24.1.0, warm | rate |',
      '| ----------------- | ---- |',
      '| relay             | 500  |',
      '',
      '- One.',
      '- Two.',
    ]);
  });

  it('leaves out what was not measured cold', () => {
    const [, , row] = markdownOf([{ node: '24', sections: [{ ...section, ratios: [WARM] }] }]).split('\n');
    expect(row).toMatch(/\*\*0\.50\*\* \| +\| +\| +\|$/);
  });

  it('tells a scenario once, with the tables of each Node', () => {
    const lines = markdownOf(['24.1.0', '20.2.0'].map((node) => ({ node, sections: [section] }))).split('\n');
    expect(
      lines.filter((line) => /^(## |What|\| Node|- One)/.test(line)).map((line) => line.slice(0, 14)),
    ).toEqual([
      '| Node 24.1.0 ',
      '| Node 20.2.0 ',
      '## Intake',
      'What it is.',
      '| Node 24.1.0,',
      '- One.',
      '| Node 20.2.0,',
      '- One.',
    ]);
  });
});

const COST = { seconds: 1, postgresCpuMs: 4, walBytes: 10, peakRssMb: 100, foreign: 0 };

function rounds(relayCpuMs: number, otherCpuMs: number): Results {
  const of = (serviceCpuMs: number) => [{ rate: 50, events: 10, cost: { ...COST, serviceCpuMs } }];
  return new Map([
    ['relay', of(relayCpuMs)],
    ['limit', of(otherCpuMs)],
  ]);
}

describe('a table of rounds', () => {
  it('says what they are, and has CPU per event first', () => {
    const { head, rows } = roundTable(rounds(2, 1), 'cold');
    expect(head.slice(0, 4)).toEqual(['cold', 'CPU µs each: program', 'CPU µs each: Postgres', 'per second']);
    expect(rows.map((row) => row.slice(0, 4))).toEqual([
      ['relay', '200', '400', '50'],
      ['limit', '100', '400', '50'],
    ]);
  });

  it('gives ratios warm and cold', () => {
    const results = { warm: rounds(2, 1), cold: rounds(6, 2) };
    expect(ratioOf('CPU µs', results, 'relay', 'limit', cpuOf)).toEqual({
      what: 'CPU µs',
      relay: '200',
      other: '100 (limit)',
      ratio: 2,
      cold: { relay: '600', other: '200 (limit)', ratio: 3 },
    });
  });
});

describe('the chart', () => {
  const widths = (ratio: number) =>
    [...chartOf('Title', [{ ...RATIO, ratio }]).matchAll(/<rect [^>]*width="([\d.]+)"/g)].map(([, width]) =>
      Number(width),
    );

  it('draws the two bars of a pair in proportion', () => {
    const [relay = NaN, other = NaN] = widths(0.5);
    expect(relay / other).toBeCloseTo(0.5);
    const [more = NaN, less = NaN] = widths(4);
    expect(more).toBe(other);
    expect(less / more).toBeCloseTo(0.25);
  });

  it('draws nothing of what was not measured', () => {
    expect(widths(NaN)).toEqual([0, 0]);
  });

  it('is well formed whatever the labels say', () => {
    expect(chartOf('"A" & <b>', [RATIO])).toContain('reports &amp; &lt;more>');
    expect(chartOf('"A" & <b>', [])).toContain('aria-label="&quot;A&quot; &amp; &lt;b>"');
  });
});
