import type { ReactNode } from 'react';
import { Moment } from './moment.js';

const MOMENT = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the relay's, with its moments in the reader's zone. */
export function Sentence({ text }: { text: string }): ReactNode {
  return text
    .split(MOMENT)
    .map((part, index) =>
      index % 2 === 1 && !Number.isNaN(Date.parse(part)) ? (
        <Moment key={index} at={part} distance={false} />
      ) : (
        part
      ),
    );
}
