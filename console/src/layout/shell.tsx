import {
  ActionIcon,
  Button,
  Container,
  Group,
  SegmentedControl,
  Text,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { apiKey } from '../api/api-key.js';
import { callerQuery } from '../api/queries.js';
import { nameOfZone, useChosenZone } from '../shared/zone.js';
import classes from './shell.module.css';
import { useSignOut } from './signed-in.js';

const PAGES = [
  { to: '/', name: 'Overview' },
  { to: '/jobs', name: 'Jobs' },
  { to: '/events', name: 'Events' },
  { to: '/dead-letters', name: 'Dead letters' },
  { to: '/companies', name: 'Companies' },
] as const;

/** The frame of every page. */
export function Shell(): ReactNode {
  return (
    <>
      <a
        href="#content"
        className={classes.skip}
        onClick={(event) => {
          // The address behind the # is the router's.
          event.preventDefault();
          document.getElementById('content')?.focus();
        }}
      >
        Skip to content
      </a>
      <header className={classes.header}>
        <Container size="lg">
          <Group justify="space-between" gap="xs" py="xs">
            <Group gap={0} className={classes.pages} component="nav" aria-label="Pages">
              {PAGES.map(({ to, name }) => (
                <Link
                  key={to}
                  to={to}
                  className={classes.page}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                >
                  {name}
                </Link>
              ))}
            </Group>
            <Caller />
          </Group>
        </Container>
      </header>
      <Container size="lg" py="lg" component="main" id="content" tabIndex={-1} className={classes.content}>
        <Outlet />
      </Container>
    </>
  );
}

function Caller(): ReactNode {
  const { data: caller } = useQuery(callerQuery);
  const signOut = useSignOut();
  return (
    <Group gap="sm">
      {caller?.name && (
        <Text size="sm" c="dimmed">
          {caller.name} ({caller.scope})
        </Text>
      )}
      <ZoneSwitch />
      <ColorScheme />
      {apiKey.read() !== null && (
        <Button variant="default" size="compact-sm" onClick={signOut}>
          Sign out
        </Button>
      )}
    </Group>
  );
}

function ZoneSwitch(): ReactNode {
  const { zone, choose } = useChosenZone();
  return (
    <SegmentedControl
      aria-label="Times in"
      size="xs"
      value={zone}
      onChange={choose}
      data={[
        { value: 'local', label: `Local (${nameOfZone('local')})` },
        { value: 'utc', label: 'UTC' },
      ]}
    />
  );
}

function ColorScheme(): ReactNode {
  const { setColorScheme } = useMantineColorScheme();
  const other = useComputedColorScheme('light') === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="default"
      aria-label={`Show in ${other} colours`}
      onClick={() => setColorScheme(other)}
    >
      <span aria-hidden>{other === 'dark' ? '☾' : '☀'}</span>
    </ActionIcon>
  );
}
