import '@mantine/core/styles.css';
import '@mantine/charts/styles.css';
import { MantineProvider } from '@mantine/core';
import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { apiKey } from './api/api-key.js';
import { ApiProblem } from './api/client.js';
import { callerQuery } from './api/queries.js';
import { SignedIn } from './layout/signed-in.js';
import { router } from './router.js';
import { ZoneProvider } from './shared/zone.js';
import { cssVariables, theme } from './theme.js';

const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { queryKey }) => {
      // The key was revoked: fetch the caller again, which asks for another key.
      const isRefused = error instanceof ApiProblem && error.status === 401;
      if (isRefused && queryKey[0] !== callerQuery.queryKey[0])
        void queries.resetQueries({ queryKey: callerQuery.queryKey });
    },
  }),
  defaultOptions: {
    queries: {
      retry: (failures, error) =>
        !(error instanceof ApiProblem && error.status >= 400 && error.status < 500) && failures < 2,
    },
  },
});

// What was read with a key goes with it, whichever tab has signed out.
apiKey.watch(() => void queries.resetQueries());

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queries}>
        <ZoneProvider>
          <SignedIn>
            <RouterProvider router={router} />
          </SignedIn>
        </ZoneProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
