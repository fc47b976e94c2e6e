import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { loadSettings } from '../../src/config/load-settings.js';
import { startApp, type TestApp } from '../support/app.js';
import { blocksOf } from '../support/doc-page.js';
import { type Manifest, mistakesIn } from '../support/manifests.js';

const KUBECTL_IS_HERE = spawnSync('kubectl', ['version', '--client']).status === 0;

/** The overlay as a user has it who followed docs/kubernetes.md: placeholders replaced, both files written. */
describe.skipIf(!KUBECTL_IS_HERE)(
  `the overlay${KUBECTL_IS_HERE ? '' : ' (not run: there is no kubectl here)'}`,
  () => {
    let folder: string;
    let manifests: Manifest[];
    let relay: TestApp;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'relay-overlay-'));
      cpSync('deploy', folder, { recursive: true });
      const overlay = join(folder, 'kubernetes-overlay');
      for (const file of readdirSync(overlay)) {
        const text = readFileSync(join(overlay, file), 'utf8');
        writeFileSync(
          join(overlay, file),
          text.replace(/^(?!#|.*#).*$/gm, (line) => line.replace(/[<>]/g, '')),
        );
      }
      const [relayEnv = '', apiKeys = ''] = blocksOf('docs/kubernetes.md')
        .filter(({ language }) => language === 'ini')
        .map(({ text }) => text);
      writeFileSync(
        join(overlay, 'relay.env'),
        relayEnv
          .replace('2026-11:…', `2026-11:${Buffer.alloc(32, 1).toString('base64')}`)
          .replaceAll('…', 'own'),
      );
      let number = 1;
      writeFileSync(
        join(overlay, 'api-keys'),
        apiKeys.replaceAll('…', () => String(number++).padStart(24, '0')),
      );
      const built = execFileSync('kubectl', ['kustomize', overlay], { encoding: 'utf8' });
      manifests = parseAllDocuments(built).map((document) => document.toJS());
      relay = await startApp();
    });
    afterAll(async () => {
      rmSync(folder, { recursive: true, force: true });
      await relay.stop();
    });

    const the = (kind: string, name = /^pleo-export-relay(-\w{10})?$/) => {
      const found = manifests.find((one) => one.kind === kind && name.test(one.metadata.name));
      if (!found) throw new Error(`There is no ${kind} ${name}`);
      return found;
    };
    const dataOf = ({ data }: Manifest) =>
      Object.fromEntries(
        Object.entries(data as Record<string, string>).map(([name, text]) => [
          name,
          Buffer.from(text, 'base64').toString(),
        ]),
      );

    it('fits the types of the Kubernetes API', () => {
      expect(mistakesIn(manifests)).toEqual([]);
    });

    it('has settings with which the relay starts', () => {
      const keys = join(folder, 'keys');
      writeFileSync(keys, dataOf(the('Secret', /api-keys/))['api-keys'] ?? '');
      const settings = loadSettings({
        NODE_ENV: 'production',
        ...the('ConfigMap').data,
        ...dataOf(the('Secret')),
        API_KEYS_FILE: keys,
      });
      expect(settings.PUBLIC_URL).toBe('https://relay.example.com');
    });

    it('lets in from outside what is open in the relay, and nothing else', async () => {
      const [{ host, http }] = the('Ingress').spec.rules;
      expect(host).toBe('relay.example.com');
      const paths = (http.paths as { path: string }[]).map(({ path }) => path);
      expect(paths).toEqual(['/webhooks/pleo', '/oauth/callback']);
      const { paths: known } = JSON.parse((await relay.http.get('/docs-json')).text) as { paths: object };
      for (const path of Object.keys(known))
        if (path.startsWith('/webhooks')) expect(path).toMatch(/^\/webhooks\/pleo(\/|$)/);
      expect((await relay.http.get('/oauth/callback')).status).not.toBe(404);
    });

    it('lets the ingress controller and Prometheus in, beside its own namespace', () => {
      const [{ from }] = the('NetworkPolicy').spec.ingress;
      expect(from).toHaveLength(3);
      expect(from[0]).toEqual({ podSelector: {} });
    });
  },
);

it('the alerts become a PrometheusRule by the command of the page, with addresses that lead to its runbooks', () => {
  const command =
    blocksOf('docs/kubernetes.md').find(({ text }) => text.includes('PrometheusRule'))?.text ?? '';
  const printed = execFileSync('bash', ['-euc', `kubectl() { cat; }\n${command}`], { encoding: 'utf8' });
  const rule = parse(printed) as Manifest;
  const alerts = readFileSync('deploy/prometheus/alerts.yml', 'utf8');
  const url = 'runbook_url: https://git.example/pleo-export-relay/docs/';
  expect(rule).toMatchObject({ kind: 'PrometheusRule', metadata: { name: 'pleo-export-relay' } });
  expect(rule['spec']).toEqual(parse(alerts.replaceAll('runbook_url: docs/', url)));
});
