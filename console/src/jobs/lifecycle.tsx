import type { ReactNode } from 'react';
import type { Schema } from '../api/client.js';
import { colorOf, type Tone } from '../shared/mark.js';
import { jobTone, words } from '../shared/words.js';

type Job = Schema['ExportJob'];
type Status = Job['status'];

const WIDTH = 132;
const HEIGHT = 40;

const BOXES: Record<Status, { x: number; y: number }> = {
  pending: { x: 0, y: 60 },
  in_progress: { x: 190, y: 60 },
  completed: { x: 380, y: 0 },
  completed_with_errors: { x: 380, y: 60 },
  failed: { x: 380, y: 120 },
};

const ARROWS: [from: Status, to: Status][] = [
  ['pending', 'in_progress'],
  ['pending', 'failed'],
  ['in_progress', 'completed'],
  ['in_progress', 'completed_with_errors'],
  ['in_progress', 'failed'],
];

/** The five statuses and their transitions; the job's own path is highlighted. */
export function Lifecycle({ job }: { job: Job }): ReactNode {
  const path = pathOf(job);
  return (
    <svg
      viewBox="-4 -4 520 168"
      width="100%"
      role="img"
      aria-label={`The job went ${path.map(words).join(', then ')}${job.completedAt === null ? ', and is there now' : ''}.`}
      fontSize="15"
      fontFamily="inherit"
    >
      {ARROWS.map(([from, to]) => (
        <Arrow key={`${from} ${to}`} from={from} to={to} isGone={isStep(path, from, to)} />
      ))}
      {(Object.keys(BOXES) as Status[]).map((status) => (
        <Box
          key={status}
          status={status}
          isGone={path.includes(status)}
          tone={job.status === status ? jobTone(job) : null}
        />
      ))}
    </svg>
  );
}

function pathOf({ status, startedAt }: Job): Status[] {
  if (status === 'pending') return ['pending'];
  const started: Status[] = startedAt === null ? ['pending'] : ['pending', 'in_progress'];
  return status === 'in_progress' ? started : [...started, status];
}

function isStep(path: Status[], from: Status, to: Status): boolean {
  const place = path.indexOf(from);
  return place >= 0 && path[place + 1] === to;
}

function Arrow({ from, to, isGone }: { from: Status; to: Status; isGone: boolean }): ReactNode {
  const [start, end] = [BOXES[from], BOXES[to]];
  const isAround = from === 'pending' && to === 'failed';
  const x = end.x - 2;
  const y = end.y + HEIGHT / 2 + (isAround ? 8 : 0);
  const line = isAround
    ? `M${start.x + WIDTH / 2} ${start.y + HEIGHT} C${start.x + WIDTH / 2} ${y} ${start.x + WIDTH} ${y} ${x} ${y}`
    : `M${start.x + WIDTH} ${start.y + HEIGHT / 2} C${x - 25} ${start.y + HEIGHT / 2} ${x - 35} ${y} ${x} ${y}`;
  return (
    <path
      d={`${line} m-7 -4 l7 4 l-7 4`}
      fill="none"
      stroke={isGone ? 'var(--mantine-color-text)' : 'var(--mantine-color-gray-5)'}
      strokeWidth={isGone ? 2 : 1}
    />
  );
}

/** `tone`: of the status that the job has; null in all others. */
function Box({ status, isGone, tone }: { status: Status; isGone: boolean; tone: Tone | null }): ReactNode {
  const { x, y } = BOXES[status];
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={WIDTH}
        height={HEIGHT}
        rx={8}
        fill="var(--surface)"
        stroke={tone ? colorOf(tone) : isGone ? 'var(--mantine-color-text)' : 'var(--mantine-color-gray-5)'}
        strokeWidth={tone ? 4 : isGone ? 2 : 1}
      />
      <text
        x={x + WIDTH / 2}
        y={y + HEIGHT / 2}
        textAnchor="middle"
        dominantBaseline="central"
        fill={isGone ? 'var(--mantine-color-text)' : 'var(--mantine-color-dimmed)'}
        fontWeight={tone ? 700 : 400}
      >
        {status === 'completed_with_errors' ? 'with errors' : words(status)}
      </text>
    </g>
  );
}
