import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it as check } from 'vitest';
import { type Block, blocksOf, PAGES } from '../support/doc-page.js';
import { eventually } from '../support/eventually.js';
import { ScratchFile } from '../support/scratch-file.js';
import { it } from '../support/stage.js';

/**
 * What the pages say is done: every block of `sh` and `ts`, in order, with a relay as `npm start` starts it for each
 * page. A block of `json` or `text` right behind one shows what it prints; of JSON it may show a part. Ids and times
 * may be others.
 */

const CLIENT = pathToFileURL('dist/client/relay-client.js').href;

const isRun = ({ language, info }: Block) => /^(sh|ts)$/.test(language) && info !== 'not-run';

interface Places {
  readonly relay: string;
  readonly sandbox: string;
  /** Where the variables are kept that a block sets: later ones of its page know them, as in one terminal. */
  readonly variables: string;
}

/** `set -a` has every variable written. */
const inOneTerminal = (commands: string) =>
  `set -a\n[ ! -e "$VARIABLES" ] || . "$VARIABLES"\n${commands}\nexport -p > "$VARIABLES"`;

async function run({ language, text }: Block, { relay, sandbox, variables }: Places): Promise<string> {
  const here = text
    .replaceAll('http://127.0.0.1:3000', relay)
    .replaceAll('http://127.0.0.1:3001', sandbox)
    .replaceAll('@pleo-export-relay/client', CLIENT);
  const [program, args]: [string, string[]] =
    language === 'sh'
      ? ['bash', ['-eu', '-o', 'pipefail', '-c', inOneTerminal(here)]]
      : [process.execPath, ['--input-type=module', '-e', here]];
  const { PATH = '', HOME = '' } = process.env;
  const env = { PATH, HOME, VARIABLES: variables };
  return (await promisify(execFile)(program, args, { env, timeout: 110_000 })).stdout;
}

/** Ids and times are others each time. */
function lasting(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'ID')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, 'TIME');
}

function expectAnswer(printed: string, { language, text }: Block): void {
  if (language === 'text') expect(lasting(printed)).toContain(lasting(text).trim());
  else expect(JSON.parse(lasting(printed))).toMatchObject(JSON.parse(lasting(text)) as object);
}

async function runAndLook(block: Block, places: Places): Promise<void> {
  const { answer, text } = block;
  if (!answer) expect(await run(block, places), text).not.toMatch(/"title":.*"requestId":/);
  else if (/ (-d|-X) |RelayClient/.test(text)) expectAnswer(await run(block, places), answer);
  // What is only read is there in a moment: a delivery takes one.
  else await eventually(async () => (expectAnswer(await run(block, places), answer), true));
}

describe.concurrent('the commands of', () => {
  it.for(PAGES.filter((page) => blocksOf(page).some(isRun)))('%s', async (page, { stage }) => {
    const { url } = await stage.database();
    const relay = await stage.program({ PORT: '0', DATABASE_URL: url }).answers();
    const [, sandbox = ''] = await relay.says(/Sandbox (http:\/\/\S+)/);
    const variables = new ScratchFile();
    stage.until(variables, () => variables.remove());
    const places = { relay: relay.url, sandbox, variables: variables.path };
    for (const block of blocksOf(page).filter(isRun)) {
      await runAndLook(block, places).catch((cause: unknown) => {
        throw new Error(`In ${page}:\n${block.text}\n${(cause as Error).message}`, { cause });
      });
    }
  });
});

check('these are not run, and why is plain', () => {
  const left = PAGES.flatMap((page) =>
    blocksOf(page)
      .filter(({ info }) => info === 'not-run')
      .map(({ text }) => `${page}: ${text.split('\n')[0]}`),
  );
  expect(left).toEqual([
    // It would start a second relay from the same folder, after it has emptied node_modules.
    'README.md: npm ci',
    // They need Docker.
    'README.md: docker compose up',
    // They need a cluster, a registry or Docker.
    'docs/kubernetes.md: docker build --tag registry.example/pleo-export-relay:0.1.0 .',
    'docs/kubernetes.md: kubectl create namespace pleo',
    // test/deploy/kubernetes-overlay.spec.ts looks at what it applies.
    'docs/kubernetes.md: DOCS=https://git.example/pleo-export-relay/docs',
    // They install the service, and need systemd.
    'docs/one-machine.md: npm ci && npm run build && npm prune --omit=dev --omit=optional',
    'docs/one-machine.md: cd /opt/pleo-export-relay',
    'docs/one-machine.md: (set -a; . /etc/pleo-export-relay.env; node dist/src/programs/migrate.js)',
    'docs/one-machine.md: systemctl enable --now pleo-export-relay@3001 pleo-export-relay@3002',
    'docs/one-machine.md: systemctl restart pleo-export-relay@3001',
    'docs/one-machine.md: pg_dump --format=custom --file=relay.dump "$DATABASE_URL"',
    // They take long; test/bench tests the parts.
    'docs/performance.md: npm run bench -- --node 24,20         # all of it on both versions, about an hour and a half; writes this file and the chart',
    // The relay runs already.
    'docs/quick-start.md: npm ci',
    // It works until it is stopped: test/examples/worker.spec.ts runs it.
    'docs/quick-start.md: node dist/examples/worker/main.js',
    'docs/quick-start.md: python3 examples/python-worker/worker.py',
    // They belong into the folder of another program, or need a cluster or Docker.
    'docs/upgrading.md: kubectl delete job pleo-export-relay-migrations --ignore-not-found',
    'docs/upgrading.md: docker run --rm --env-file production.env pleo-export-relay:NEW node -e "import(\'/app/dist/src/config/load-settings.js\').then(({ loadSettings }) => loadSettings(process.env))"',
    'docs/workers.md: npm install /tmp/pleo-export-relay-client-0.1.0.tgz',
  ]);
});

check('no command stands in a block that is not looked at', () => {
  // Those of operations.md are run by test/deploy/runbooks.spec.ts.
  for (const page of PAGES.filter((one) => one !== 'docs/operations.md')) {
    const others = blocksOf(page).filter(({ language }) => !/^(sh|ts)$/.test(language));
    for (const { text } of others) {
      expect(text, page).not.toMatch(/^(\$ )?(curl|npm|npx|node|docker|kubectl|git|psql|pg_dump) /m);
    }
  }
});
