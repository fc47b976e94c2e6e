import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * The folders of src/, bottom up: each may import from those before it only. The reason is ESLint's message where an
 * import goes the wrong way. docs/architecture.md describes each folder.
 */
const LAYERS = [
  ['lifecycle', 'The state machine and the words for a job are pure data: all build on them.'],
  ['secrets', 'Texts are scrubbed wherever they come from, so this folder knows of no source.'],
  ['logging', 'Every folder writes log lines, so this folder knows none of them.'],
  ['loops', 'Loops register here, so this folder knows none of them.'],
  ['api', 'The kit for routes, DTOs and errors is used by every module, so it knows none.'],
  ['config', 'Settings are read before anything else is made.'],
  ['metrics', 'Every folder counts metrics, so this folder knows none of them.'],
  ['auth', 'A caller is identified before anything else is known of its request.'],
  ['dev-services', 'What stands in for Postgres on a laptop runs before the relay does.'],
  ['tracing', 'Other folders make spans, so this folder knows none of them.'],
  ['outgoing', 'The one way out of the process does not care what goes out.'],
  ['database', 'Connections and transactions do not care what is written.'],
  ['clock', "Whether the database's time may decide is a question of all sweeps."],
  ['notices', 'Notices are written in the transaction of what they tell: all who see it build on this.'],
  ['queue', 'The queue carries messages; who put them there, and to whom they go, is not its business.'],
  ['pleo', 'The door to Pleo knows URLs and shapes, no database and nobody who uses it.'],
  ['job-leases', 'Who has a job is known below all that is said of it: reports and heartbeats check it.'],
  ['jobs', 'A job knows nothing of how events are recorded or delivered: events build on jobs.'],
  ['credentials', 'Credentials are handed to deliveries; what is delivered is not their business.'],
  ['pleo-access', 'Asking Pleo with a credential does not care what is asked.'],
  ['retention', 'Old rows are deleted whatever they mean.'],
  ['items', 'Item results are kept and delivered; that they are recorded beside events is known there.'],
  ['events', 'Events are recorded; how they are delivered and shown is decided elsewhere.'],
  ['delivery', 'The loop that delivers knows messages of a kind, and a handler for each: no kind by name.'],
  ['results', 'Item results come in through the one recorder; how they are delivered is decided elsewhere.'],
  ['subscriptions', 'Subscriptions are kept at Pleo; what their webhooks say is not their business.'],
  ['webhooks', 'A webhook registers a job; what happens to jobs afterwards is not its business.'],
  ['polling', 'A poll registers jobs and reads pauses; what happens to jobs afterwards is not its business.'],
  ['job-creation', 'A creation asks Pleo for a job; what happens to it afterwards is not its business.'],
  ['http', 'How requests are let in is decided apart from what they ask.'],
  ['claims', 'Claims give jobs out and record that they started; nothing builds on who waits for one.'],
  ['passed-reads', 'Reads are passed to Pleo with what is known here of jobs and items; nobody needs that.'],
  ['dead-letters', 'What people do about dead messages builds on events and the queue.'],
  ['companies', 'Acts on a company build on its credential, its jobs and its waiting messages.'],
  ['pauses', 'A person pauses a company that is known: this builds on companies and the queue.'],
  ['timeline', 'The history of a job only reads.'],
  ['overview', 'The overview only reads.'],
  ['health', 'Health watches all loops and is needed by none.'],
  ['schema', 'The list of tables knows every folder that has one.'],
  ['app', 'The modules are put together here.'],
  ['programs', 'Programs that are started by hand use what they need.'],
];

const BORDERS = [
  ...LAYERS.map(([folder, reason], place) => ({
    files: [`src/${folder}/**`],
    rules: noImports(
      LAYERS.slice(place + 1).map(([above]) => `**/${above}/**`),
      `${folder}/ may not know of this folder. ${reason} The order is in LAYERS, eslint.config.js.`,
    ),
  })),
  {
    files: ['client/**', 'examples/**', 'console/**'],
    rules: noImports(
      ['**/src/**', '**/migrations/**', '**/sandbox/**'],
      'What talks to the relay knows its API only.',
    ),
  },
  {
    files: ['src/lifecycle/job-state.ts'],
    rules: noImports(['**'], 'The state machine imports nothing, so that every part may rely on it.'),
  },
  {
    files: ['sandbox/**'],
    rules: noImports(
      ['**/src/**', '**/migrations/**'],
      'The sandbox stands for Pleo: it must not share our idea of the rules.',
    ),
  },
];

export default tseslint.config(
  { ignores: ['dist/', '.bench/', 'node_modules/', '.data/', 'client/dist/', 'client/schema.ts'] },
  js.configs.recommended,
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js', 'scripts/build-if-changed.js'] },
      },
    },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      // Off on purpose: a type-only import of an injected class or a DTO compiles, and fails at run time.
      '@typescript-eslint/consistent-type-imports': 'off',
      // A method of an interface is implemented with or without something to await.
      '@typescript-eslint/require-await': 'off',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'error',
      // Comments only: prettier breaks lines of code, and leaves comments as they are.
      'max-len': [
        'error',
        {
          code: Number.MAX_SAFE_INTEGER,
          comments: 120,
          ignoreUrls: true,
          ignoreStrings: true,
          ignoreTemplateLiterals: true,
        },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'Settings are read once, in main.ts, and checked; ask for Settings instead.',
        },
      ],
    },
  },
  {
    // Programs that are started by hand: they read the environment and speak to a terminal.
    files: [
      'src/main.ts',
      'src/app/relay.ts',
      'src/programs/migrate.ts',
      'src/programs/reseal.ts',
      'sandbox/main.ts',
      'bench/**',
      'examples/**',
    ],
    rules: { 'no-console': 'off', 'no-restricted-syntax': 'off' },
  },
  {
    files: ['test/**'],
    rules: {
      'no-restricted-syntax': 'off',
      // Bodies of answers are looked at with expect, not by the compiler.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
  },
  {
    // What a hook or a query gives is told by its library's own types.
    files: ['console/**'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
  { files: ['eslint.config.js'], ...tseslint.configs.disableTypeChecked },
  ...BORDERS,
);

function noImports(group, message) {
  return group.length === 0 ? {} : { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] };
}
