import type { Response } from 'supertest';
import { expect } from 'vitest';

/** Checks that an answer is an RFC 9457 problem with every member that the design asks for; returns its body. */
export function expectProblem(answer: Response, status: number, type: string): ProblemBody {
  const { errors, expected, reported, unfinished, ...problem } = answer.body as ProblemBody;
  const path = (answer as unknown as { req: { path: string } }).req.path.split('?', 1)[0];
  expect(problem).toEqual({
    type,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    message: problem.detail,
    instance: path,
    requestId: answer.headers['x-request-id'],
  });
  expect(problem.requestId).toMatch(/\S/);
  expect(answer.status).toBe(status);
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json(;|$)/);
  if (type === 'VALIDATION_FAILED') {
    expect(errors).not.toEqual([]);
    for (const error of errors ?? [undefined]) {
      expect(error).toEqual({
        pointer: expect.stringMatching(/^(\/|$)/),
        detail: expect.stringMatching(/\S/),
      });
    }
  } else {
    expect(errors).toBeUndefined();
  }
  const ofItems = [expected, reported, unfinished].filter((member) => member !== undefined);
  expect(ofItems).toHaveLength(type === 'EXPORT_JOB_ITEMS_UNFINISHED' ? 3 : 0);
  return answer.body as ProblemBody;
}

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  detail: string;
  message: string;
  instance: string;
  requestId: string;
  errors?: { pointer: string; detail: string }[];
  expected?: number | null;
  reported?: number;
  unfinished?: string[];
}

/** The places of the mistakes, sorted. */
export function pointersOf({ errors = [] }: ProblemBody): string[] {
  return errors.map(({ pointer }) => pointer).sort();
}
