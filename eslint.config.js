import js from '@eslint/js';
import tseslint from 'typescript-eslint';

/**
 * Data goes one way: HTTP -> events -> jobs, outbox -> pleo. Each rule says which imports a folder may not have, and
 * why; config, database and shared are open to all.
 */
const DIRECTIONS = [
  direction('src/jobs', ['events', 'webhooks', 'polling', 'outbox', 'pleo', 'health', 'http', 'embedded'], {
    reason: 'A job knows nothing of how events are recorded or delivered: events build on jobs.',
  }),
  direction('src/webhooks', ['events', 'outbox', 'polling', 'health', 'http', 'embedded'], {
    reason: 'A webhook registers a job; what happens to jobs afterwards is not its business.',
  }),
  direction('src/polling', ['events', 'webhooks', 'health', 'http', 'embedded'], {
    reason: 'A poll registers jobs and reads pauses; what happens to jobs afterwards is not its business.',
  }),
  direction('src/pleo', ['events', 'outbox', 'health', 'http', 'embedded', 'database'], {
    reason: 'pleo/ is the door to Pleo: it knows URLs and shapes, no database and nobody who uses it.',
    except: ['jobs/job-state'],
  }),
  direction('src/credentials', ['jobs', 'events', 'outbox', 'pleo', 'health', 'http', 'embedded'], {
    reason: 'Credentials are handed to who delivers; what is delivered is not their business.',
  }),
  direction('src/outbox', ['events', 'health', 'http', 'embedded'], {
    reason: 'The outbox delivers what it finds in its table; who put it there is not its business.',
    except: ['jobs/job-state'],
  }),
  direction('src/events', ['health', 'http', 'embedded'], {
    reason: 'Events are recorded; whether the service is healthy or how it is served is decided elsewhere.',
  }),
  direction('src/shared', ['jobs', 'events', 'outbox', 'pleo', 'health', 'http', 'embedded'], {
    reason: 'shared/ is used by all, so it may know of none.',
  }),
  direction('src/tracing', ['jobs', 'events', 'outbox', 'pleo', 'health', 'http', 'embedded'], {
    reason: 'Spans are made for all, so tracing/ may know of none.',
  }),
  direction('src/auth', ['jobs', 'events', 'outbox', 'pleo', 'health', 'http', 'embedded', 'database'], {
    reason: 'Who may call is decided before anything else is known.',
  }),
  {
    files: ['client/**', 'examples/**', 'console/**'],
    rules: noImports(
      ['**/src/**', '**/migrations/**', '**/sandbox/**'],
      'Who talks to the relay knows its API only.',
    ),
  },
  {
    files: ['src/jobs/job-state.ts'],
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
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: ['eslint.config.js'] } } },
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
  ...DIRECTIONS,
);

function direction(folder, forbidden, { reason, except = [] }) {
  const group = [...forbidden.map((name) => `**/${name}/**`), ...except.map((path) => `!**/${path}*`)];
  return { files: [`${folder}/**`], rules: noImports(group, reason) };
}

function noImports(group, message) {
  return { 'no-restricted-imports': ['error', { patterns: [{ group, message }] }] };
}
