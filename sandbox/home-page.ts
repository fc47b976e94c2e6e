import type { FastifyInstance } from 'fastify';

/** What can be done here, by commands, and what may be read, by links. */
const ACTS: readonly (readonly [what: string, path: string, method: string, body: string])[] = [
  ['Make a job of two entries, for a company of its own', '/sandbox/jobs', 'POST', '{"numberOfItems":2}'],
  ['Play an outage: all requests are answered 503', '/sandbox/faults', 'PUT', '[{"status":503}]'],
  ['Answer two requests with 429', '/sandbox/faults', 'PUT', '[{"status":429,"retryAfter":"2","times":2}]'],
  [
    'Lose one answer: the job is changed, and the connection cut',
    '/sandbox/faults',
    'PUT',
    '[{"match":{"event":"completed"},"loseAnswer":true,"times":1}]',
  ],
  ['Be slow: half a second for each request', '/sandbox/faults', 'PUT', '[{"latencyMs":500}]'],
  ['End all faults', '/sandbox/faults', 'DELETE', ''],
  ['End the access of all OAuth connections', '/sandbox/oauth/end-access', 'POST', ''],
  ['Revoke all OAuth connections, as customers do', '/sandbox/oauth/revoke', 'POST', ''],
  ['Start afresh', '/sandbox/reset', 'POST', ''],
];

const READS: readonly (readonly [path: string, what: string])[] = [
  ['/sandbox/jobs', 'all jobs'],
  ['/sandbox/requests?limit=20', 'the last requests and their answers'],
  ['/sandbox/faults', 'the rules, and how often each was applied'],
  ['/sandbox/items', 'how items behave, and which are refused'],
  ['/sandbox/webhooks', 'webhooks that were sent'],
  ['/sandbox/subscriptions', 'subscriptions to webhooks'],
  ['/sandbox/oauth', 'OAuth connections'],
  ['/sandbox/installations', 'installations'],
  ['/sandbox/health', 'counts'],
];

/** A page for people at the sandbox's address, which tells what it is and what it can do. `url` is that address. */
export function homePage(app: FastifyInstance, url: () => string): void {
  for (const path of ['/', '/sandbox', '/sandbox/'])
    app.get(path, (_request, reply) => {
      reply.header('Content-Type', 'text/html; charset=utf-8');
      return page(url());
    });
}

function page(url: string): string {
  const acts = ACTS.map(
    ([what, path, method, body]) =>
      `<dt>${what}</dt><dd><pre><code>curl -s -X ${method} ${url}${path}${body && ` -d '${body}'`}</code></pre></dd>`,
  );
  const reads = READS.map(([path, what]) => `<li><a href="${path}">${path}</a> ${what}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Pleo sandbox</title>
<style>
  :root { color-scheme: light dark }
  body { font: 1rem/1.5 system-ui, sans-serif; max-width: 52rem; margin: 2rem auto; padding: 0 1rem }
  pre { overflow-x: auto; padding: .5rem; border: 1px solid #8888; border-radius: .25rem }
  dd { margin: 0 0 .75rem }
</style>
</head>
<body>
<main>
<h1>Pleo sandbox</h1>
<p>This server stands for Pleo’s Export API. It keeps jobs and items as Pleo does, refuses what Pleo refuses, and
misbehaves on command. Pleo’s routes are under <code>/v1</code>, <code>/v2</code> and <code>/v3</code>.
Its own, under <code>/sandbox/</code>, ask for no credential.</p>
<h2>What it can do</h2>
<dl>
${acts.join('\n')}
</dl>
<h2>What it knows</h2>
<ul>
${reads.join('\n')}
</ul>
<p>All routes, switches and faults are described in <code>sandbox/README.md</code>.</p>
</main>
</body>
</html>
`;
}
