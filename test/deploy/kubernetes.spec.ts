import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadSettings } from '../../src/config/load-settings.js';
import { startApp, type TestApp } from '../support/app.js';
import { type Manifest, MANIFEST_FILES, manifestsIn, mistakesIn } from '../support/manifests.js';
import { ScratchFile } from '../support/scratch-file.js';

const KUBECTL_IS_HERE = spawnSync('kubectl', ['version', '--client']).status === 0;

const manifests = MANIFEST_FILES.flatMap(manifestsIn);
/** ServiceMonitor is no type of Kubernetes' own. */
const ownTypes = manifests.filter(({ kind }) => kind !== 'ServiceMonitor');

function the(kind: string, name = 'pleo-export-relay'): Manifest {
  const found = manifests.find((one) => one.kind === kind && one.metadata.name === name);
  if (!found) throw new Error(`There is no ${kind} ${name}`);
  return found;
}

const deployment = the('Deployment');
const migrations = the('Job', 'pleo-export-relay-migrations');
const pods = [deployment, migrations].map(({ spec }) => spec.template.spec);
const [relayPod] = pods;
const [container] = relayPod.containers;
const config = the('ConfigMap').data as Record<string, string>;
const secrets = the('Secret').stringData as Record<string, string>;

describe('the manifests', () => {
  it('fit the types of the Kubernetes API, with no field that it does not know', () => {
    expect(mistakesIn(ownTypes)).toEqual([]);
  });

  it('would not fit with a field that is misspelt, missing or of another type', () => {
    const broken = (change: (manifest: Manifest) => unknown) => {
      const copy = structuredClone(deployment);
      change(copy);
      return mistakesIn([copy]).length;
    };
    expect(broken(({ spec }) => (spec.template.spec.containers[0].imagePullPolice = 'Always'))).toBe(1);
    expect(broken(({ spec }) => delete spec.selector)).toBe(1);
    expect(broken(({ spec }) => (spec.template.spec.containers[0].livenessProbe.periodSeconds = '10'))).toBe(
      1,
    );
  });

  it('are all in the kustomization, but for examples', () => {
    const { resources } = parse(readFileSync('deploy/kubernetes/kustomization.yaml', 'utf8'));
    expect([...resources].sort()).toEqual(
      MANIFEST_FILES.filter((file) => !file.includes('.example.')).sort(),
    );
  });

  it.skipIf(!KUBECTL_IS_HERE)(
    `are put together by kubectl${KUBECTL_IS_HERE ? '' : ' (not run: there is no kubectl here)'}`,
    () => {
      const { status, stdout } = spawnSync('kubectl', ['kustomize', 'deploy/kubernetes'], {
        encoding: 'utf8',
      });
      expect(status).toBe(0);
      const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
      expect(stdout.match(/image: .*/g)).toEqual(Array(2).fill(`image: pleo-export-relay:${version}`));
    },
  );

  it('name config and secrets that are there', () => {
    const named = [
      ...JSON.stringify(pods).matchAll(
        /"(config|secret)(?:MapRef|Ref)":\{"name":"([^"]+)"|"secretName":"([^"]+)"/g,
      ),
    ];
    expect(named).toHaveLength(4);
    for (const [, kind, name, mounted] of named)
      the(kind === 'config' ? 'ConfigMap' : 'Secret', name ?? mounted);
  });

  it('select the pods of the deployment', () => {
    const { labels } = deployment.spec.template.metadata;
    expect(deployment.spec.selector.matchLabels).toEqual(labels);
    expect(the('Service').spec.selector).toEqual(labels);
    expect(the('PodDisruptionBudget').spec.selector.matchLabels).toEqual(labels);
    expect(the('ServiceMonitor').spec.selector.matchLabels).toEqual(the('Service').metadata.labels);
    for (const { labelSelector } of relayPod.topologySpreadConstraints)
      expect(labelSelector.matchLabels).toEqual(labels);
    expect(the('HorizontalPodAutoscaler').spec.scaleTargetRef).toEqual({
      apiVersion: deployment.apiVersion,
      kind: deployment.kind,
      name: deployment.metadata.name,
    });
  });
});

describe('the settings in them', () => {
  const sampleKeys: string = the('Secret', 'pleo-export-relay-api-keys').stringData['api-keys'];
  const loaded = (own: (sample: string) => string) => {
    const file = new ScratchFile(own(sampleKeys));
    try {
      const ownSecrets = Object.fromEntries(
        Object.entries(secrets).map(([name, value]) => [name, own(value)]),
      );
      return loadSettings({ NODE_ENV: 'production', ...config, ...ownSecrets, API_KEYS_FILE: file.path });
    } finally {
      file.remove();
    }
  };

  it('are good ones for the relay', () => {
    let number = 0;
    const settings = loaded((sample) => sample.replaceAll('change-me', () => `own-secret-${++number}`));
    expect(settings).toMatchObject({ PORT: 3000, RUN_MIGRATIONS: false });
    expect(config['API_KEYS_FILE']).toBe(`${container.volumeMounts[0].mountPath}/api-keys`);
  });

  it('are refused with the placeholders of the samples, each by its name', () => {
    expect(() => loaded((sample) => sample)).toThrow(
      /API_KEYS_FILE .*line 1 has the key of a sample.*line 2 has[^]*DATABASE_URL still.*change-me[^]*PLEO_API_KEY still/,
    );
  });

  it('leave time for an orderly end', () => {
    const [, preStop] = container.lifecycle.preStop.exec.command;
    const longest = Number(preStop) + 5 + Number(config['SHUTDOWN_TIMEOUT_SECONDS']) + 3;
    expect(relayPod.terminationGracePeriodSeconds).toBeGreaterThan(longest);
  });
});

describe('the pods', () => {
  let relay: TestApp;
  beforeAll(async () => {
    relay = await startApp();
  });
  afterAll(() => relay.stop());

  it.each(['startupProbe', 'livenessProbe', 'readinessProbe'])(
    'have a %s that the relay answers',
    async (probe) => {
      const { path, port } = container[probe].httpGet;
      await relay.http.get(path).expect(200);
      expect(container.ports).toEqual([{ name: port, containerPort: Number(config['PORT']) }]);
    },
  );

  it('give the metrics where Prometheus looks', async () => {
    const [{ path, port }] = the('ServiceMonitor').spec.endpoints;
    await relay.http.get(path).expect(200);
    expect(port).toBe(the('Service').spec.ports[0].name);
  });

  it('may do nothing that they need not', () => {
    for (const pod of pods) {
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      expect(pod.automountServiceAccountToken).toBe(false);
      for (const one of pod.containers)
        expect(one.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
    }
  });

  it('run what the image has', () => {
    const [{ command }] = migrations.spec.template.spec.containers;
    const [, program] = command;
    expect(existsSync(program.replace('dist/', '').replace('.js', '.ts'))).toBe(true);
    expect(JSON.parse(readFileSync('package.json', 'utf8')).scripts.migrate.endsWith(command.join(' '))).toBe(
      true,
    );
  });
});
