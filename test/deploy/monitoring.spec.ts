import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { Metrics } from '../../src/metrics/metrics.js';
import { startApp, type TestApp } from '../support/app.js';
import { promtool, PROMTOOL_IS_HERE, WITHOUT_PROMTOOL } from '../support/promtool.js';
import { ScratchFile } from '../support/scratch-file.js';

interface Alert {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: {
    readonly summary: string;
    readonly description: string;
    readonly runbook_url: string;
  };
}

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly targets?: readonly { readonly expr: string }[];
}

const ALERTS = 'deploy/prometheus/alerts.yml';
const TESTS = 'deploy/prometheus/alerts.test.yml';
const alerts = parse(readFileSync(ALERTS, 'utf8')).groups.flatMap(
  ({ rules }: { rules: Alert[] }) => rules,
) as Alert[];
const dashboard = JSON.parse(readFileSync('deploy/grafana/dashboards/pleo-export-relay.json', 'utf8')) as {
  panels: Panel[];
};
const queries = dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr));
const runbooks = readFileSync('docs/operations.md', 'utf8');

describe('the alerts', () => {
  it.skipIf(!PROMTOOL_IS_HERE)(`fire when they should, and not before${WITHOUT_PROMTOOL}`, () => {
    const { status, said } = promtool(['test', 'rules', TESTS]);
    expect(status, said).toBe(0);
  });

  it.skipIf(!PROMTOOL_IS_HERE)(`are loaded by Prometheus with its configuration${WITHOUT_PROMTOOL}`, () => {
    const { status, said } = promtool(['check', 'config', 'deploy/prometheus/prometheus.yml']);
    expect(status, said).toBe(0);
    expect(said).toContain(`${alerts.length} rules found`);
  });

  it('have a test each', () => {
    const tests = readFileSync(TESTS, 'utf8');
    expect(alerts.filter(({ alert }) => !tests.includes(`alertname="${alert}"`))).toEqual([]);
  });

  it('have a heading each in docs/operations.md, in this order, and it says what to do', () => {
    const sections = [...runbooks.matchAll(/^### (Relay\w+)\n+([^]*?)(?=^#|$(?![^]))/gm)];
    expect(sections.map(([, heading]) => heading)).toEqual(alerts.map(({ alert }) => alert));
    for (const [, heading, text = ''] of sections)
      for (const part of ['**Means**', '**Look**', '**Do**']) expect(text, heading).toContain(part);
  });

  it.each(alerts)('$alert says how bad it is, and where to read on', ({ alert, labels, annotations }) => {
    expect(['critical', 'warning']).toContain(labels.severity);
    expect(annotations.runbook_url).toBe(`docs/operations.md#${alert.toLowerCase()}`);
    expect(annotations.summary).not.toMatch(/\.$/);
    expect(annotations.description).toMatch(/\.$/);
  });
});

describe('the dashboard', () => {
  it.skipIf(!PROMTOOL_IS_HERE)(`asks what Prometheus understands${WITHOUT_PROMTOOL}`, () => {
    const rules = queries.map((expr, index) => ({
      record: `panel:${index}`,
      expr: expr.replaceAll('$__rate_interval', '1m'),
    }));
    const file = new ScratchFile(stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { status, said } = promtool(['check', 'rules', file.path]);
    file.remove();
    expect(status, said).toBe(0);
  });

  it('has panels that ask something, each under an id and a title of its own', () => {
    const panels = dashboard.panels.filter(({ type }) => type !== 'row');
    expect(panels.filter(({ targets = [] }) => targets.length === 0)).toEqual([]);
    for (const key of ['id', 'title'] as const)
      expect(new Set(panels.map((panel) => panel[key])).size).toBe(panels.length);
  });
});

describe('what is asked for is there', () => {
  let relay: TestApp;
  let types: ReadonlyMap<string, string>;
  beforeAll(async () => {
    relay = await startApp();
    const { text } = await relay.http.get('/metrics');
    types = new Map(
      [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name = '', type = '']) => [name, type]),
    );
  });
  afterAll(() => relay.stop());

  /** The metric that a series belongs to: of a histogram there are three kinds. */
  function metricOf(series: string): string | undefined {
    if (types.has(series) && types.get(series) !== 'histogram') return series;
    const name = series.replace(/_(bucket|count|sum)$/, '');
    return types.get(name) === 'histogram' && name !== series ? name : undefined;
  }

  const SERIES = /\b((?:relay|nodejs|process)_\w+)(?:\{([^}]*)\})?/g;

  it.each([
    ['alerts', alerts.map(({ expr }) => expr)],
    ['the dashboard', queries],
  ])('in %s, each metric and each of its labels', (_, expressions) => {
    const asked = expressions.flatMap((expr) => [...expr.matchAll(SERIES)]);
    expect(asked.length).toBeGreaterThan(10);
    const { registry } = relay.app.get(Metrics);
    for (const [text, series = '', selector = ''] of asked) {
      const name = metricOf(series);
      expect(name, text).toBeDefined();
      const { labelNames } = registry.getSingleMetric(name ?? '') as unknown as { labelNames: string[] };
      const labels = [...selector.matchAll(/(\w+)(?:=|!=|=~|!~)"/g)].map(([, label]) => label);
      for (const label of labels) expect([...labelNames, 'job', 'instance'], text).toContain(label);
    }
  });

  it('in the docs, each metric', () => {
    const pages = ['README.md', 'SECURITY.md', ...readdirSync('docs').map((file) => `docs/${file}`)];
    for (const page of pages.filter((file) => file.endsWith('.md')))
      for (const [text, series = ''] of readFileSync(page, 'utf8').matchAll(/`(relay_\w+)/g)) {
        // The table of that name.
        if (series === 'relay_clock') continue;
        expect(types.has(series) || metricOf(series), `${page}: ${text}`).toBeTruthy();
      }
  });

  it('on the dashboard or in alerts, each metric of ours', () => {
    const all = [...queries, ...alerts.map(({ expr }) => expr)].join('\n');
    const ours = [...types.keys()].filter((name) => name.startsWith('relay_'));
    expect(ours.filter((name) => !all.includes(name))).toEqual([]);
  });
});
