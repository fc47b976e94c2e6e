import { DEFAULT_API_KEY } from './credentials.js';
import { startSandbox, type Sandbox } from './sandbox.js';
import { readSettings } from './settings.js';

const { options, problems } = readSettings(process.env);
if (problems.length > 0) {
  console.error(['The sandbox cannot start:', ...problems].join('\n  '));
  process.exit(1);
}

let sandbox: Sandbox;
try {
  sandbox = await startSandbox(options);
} catch (error) {
  console.error(`The sandbox cannot start: ${(error as Error).message}`);
  process.exit(1);
}

const isDefaultKey = options.apiKeys?.length === 0 && options.accessTokens?.length === 0;
const credential = isDefaultKey ? `API key ${DEFAULT_API_KEY}` : 'the API keys and tokens that were set';
console.log(`Pleo sandbox at ${sandbox.url}, accepting ${credential}; its page lists the commands`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void sandbox.stop());
}
