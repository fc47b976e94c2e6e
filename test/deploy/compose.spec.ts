import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { SETTING_NAMES } from '../../src/config/load-settings.js';

const COMPOSE_IS_HERE = spawnSync('docker-compose', ['version']).status === 0;

const { services } = parse(readFileSync('docker-compose.yml', 'utf8'));
const prometheus = parse(readFileSync('deploy/prometheus/prometheus.yml', 'utf8'));

describe('docker-compose.yml', () => {
  it.skipIf(!COMPOSE_IS_HERE)(
    `is understood by docker-compose${COMPOSE_IS_HERE ? '' : ' (not run: there is none here)'}`,
    () => {
      const { status, stderr } = spawnSync(
        'docker-compose',
        ['--profile', 'monitoring', 'config', '--quiet'],
        {
          encoding: 'utf8',
        },
      );
      expect(status, stderr).toBe(0);
    },
  );

  it('gives the relay settings that it knows', () => {
    const known: readonly string[] = SETTING_NAMES;
    expect(Object.keys(services.relay.environment).filter((name) => !known.includes(name))).toEqual([]);
  });

  it('starts Prometheus and Grafana only where they are asked for, with files that are there', () => {
    for (const { profiles, volumes } of [services.prometheus, services.grafana]) {
      expect(profiles).toEqual(['monitoring']);
      for (const volume of volumes as string[]) expect(existsSync(volume.split(':')[0] ?? '')).toBe(true);
    }
    for (const file of prometheus.rule_files) expect(existsSync(`deploy/prometheus/${file}`)).toBe(true);
  });

  it('has Prometheus look for the relay where it listens, under the name that alerts ask for', () => {
    const [job] = prometheus.scrape_configs;
    const [, port] = services.relay.ports[0].split(':').slice(-2);
    expect(job).toEqual({
      job_name: 'pleo-export-relay',
      static_configs: [{ targets: [`relay:${port}`] }],
    });
  });

  it('gives Grafana Prometheus, and the dashboard as the first page', () => {
    const folder = 'deploy/grafana/provisioning';
    const source = parse(readFileSync(`${folder}/datasources/prometheus.yml`, 'utf8')).datasources[0];
    expect(source).toMatchObject({ type: 'prometheus', url: 'http://prometheus:9090', isDefault: true });
    const { path } = parse(readFileSync(`${folder}/dashboards/pleo-export-relay.yml`, 'utf8')).providers[0]
      .options;
    expect(services.grafana.volumes).toEqual([
      `./${folder}:/etc/grafana/provisioning:ro`,
      `./deploy/grafana/dashboards:${path}:ro`,
    ]);
    const home = services.grafana.environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH as string;
    expect(existsSync(home.replace(path, 'deploy/grafana/dashboards'))).toBe(true);
  });
});
