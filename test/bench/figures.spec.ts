import { describe, expect, it } from 'vitest';
import { chartOf } from '../../bench/figures/chart.js';
import { markdownOf } from '../../bench/figures/markdown.js';
import { median } from '../../bench/figures/median.js';
import { number } from '../../bench/figures/number.js';
import { percentile } from '../../bench/figures/percentile.js';

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

const RATIO = { what: 'reports & <more>', relay: '500', other: '1,000 (limit)', ratio: 0.5 };

describe('the Markdown', () => {
  it('has all ratios first, then each section with its tables and notes', () => {
    const section = {
      title: 'Intake',
      about: 'What it is.',
      tables: [{ head: ['', 'rate'], rows: [['relay', '500']] }],
      ratios: [RATIO],
      notes: ['One.', 'Two.'],
    };
    expect(markdownOf([section]).split('\n')).toEqual([
      '|                  | relay | beside it     | ratio    |',
      '| ---------------- | ----- | ------------- | -------- |',
      '| reports & <more> | 500   | 1,000 (limit) | **0.50** |',
      '',
      '## Intake',
      '',
      'What it is.',
      '',
      '|       | rate |',
      '| ----- | ---- |',
      '| relay | 500  |',
      '',
      '- One.',
      '- Two.',
    ]);
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
