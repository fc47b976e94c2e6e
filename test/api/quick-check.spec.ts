import { isDeepStrictEqual } from 'node:util';
import { Exclude, Expose, Transform, Type } from 'class-transformer';
import {
  IsIn,
  IsOptional,
  Length,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  DiscardExportJobEvent,
  RedeliverExportJobEvents,
} from '../../src/dead-letters/dto/dead-letters.dto.js';
import { EventBatch } from '../../src/events/dto/event-batch.dto.js';
import { ExportJobEventQuery } from '../../src/events/dto/export-job-event-query.dto.js';
import { DeadExportJobItemQuery } from '../../src/items/dto/dead-export-job-item-query.dto.js';
import { ExportJobItemQuery } from '../../src/items/dto/export-job-item-query.dto.js';
import { UpdateExportJobItem } from '../../src/pleo/dto/update-export-job-item.dto.js';
import { encodePosition, encodeReportPlace } from '../../src/items/item-cursor.js';
import { ExportJobQuery } from '../../src/jobs/dto/export-job-query.dto.js';
import { RegisterExportJob } from '../../src/jobs/dto/register-export-job.dto.js';
import { ITEM_FAILURE_REASON_TYPES, ITEM_STATUSES } from '../../src/lifecycle/item-state.js';
import { FAILURE_REASON_TYPES, JOB_EVENTS, JOB_STATUSES } from '../../src/lifecycle/job-state.js';
import { CreateExportJobEvent } from '../../src/pleo/dto/create-export-job-event.dto.js';
import { encodeCursor } from '../../src/api/cursor.js';
import { IdParam } from '../../src/api/dto/id-param.dto.js';
import { quickCheck } from '../../src/api/quick-check.js';
import { fullCheck, ValidationFailed } from '../../src/api/validation.js';

const ID = '6a9f0c5e-2f43-4c1b-9d6e-3b8f7a1c2d4e';
const CURSOR = encodeCursor({ at: new Date(0), id: ID });

/** What no field takes, or some do: every type, odd text, and what the fields take from others. */
const odd = fc.constantFrom<unknown>(
  ...[undefined, null, true, false, 0, -0, -1, 1, 1.5, NaN, Infinity, 1e300, 604_800, 604_801, 2_147_483_648],
  ...[
    '',
    ' ',
    '0',
    '17',
    '201',
    '1e2',
    '0x10',
    'started ',
    'STARTED',
    'toString',
    '__proto__',
    'constructor',
  ],
  ...['a\0b', '\ud83d', '\ude00\ud83d', '😀', 'Ä ✗', '\u2028', 'x'.repeat(1000), 'x'.repeat(1001)],
  ...[ID, ID.toUpperCase(), `${ID}\n`, ` ${ID}`, ID.slice(1), ID.replaceAll('-', ''), CURSOR, `${CURSOR}A`],
  ...['2026-01-31', '2026-02-30', '2026-01-31T09:30:00Z', '2026-01-31T09:30:00', '2026-01-31T25:00:00Z'],
  ...[[], ['started'], ['failed', 'pending'], [ID], [undefined], [[]], {}, { started: true }],
  ...[new Date(0), new Date(NaN), Object(ID), () => ID, Symbol.iterator, 7n],
  ...[JSON.parse('{"__proto__":{"event":"started"}}'), Object.create(null)],
);
const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const id = fc.constantFrom(ID, ID.toUpperCase(), '00000000-0000-0000-0000-000000000000');
const digits = fc.nat({ max: 250 }).map(String);
const time = fc.constantFrom('2026-01-31', '2026-01-31T09:30:15.123456789Z', '2024-02-29T00:00:00-11:30');
const flag = fc.boolean();
const page = { limit: digits, after: fc.constant(CURSOR) };
const filter = {
  deliveryStatus: fc.constantFrom('pending', 'delivered', 'dead'),
  jobId: id,
  companyId: id,
  event: fc.constantFrom(...JOB_EVENTS),
  acceptedAfter: time,
  acceptedBefore: time,
  lastStatusCode: digits,
  lastErrorType: text,
  lastTriedAfter: time,
  lastTriedBefore: time,
};

/** What a DTO may hold and none of ours does. */
class Parcel {
  @Transform(({ value }) => (typeof value === 'object' ? 'lost' : (value as unknown)))
  @IsIn(['letter', 'box'], { each: true })
  @Length(3, 6, { each: true })
  kinds!: string[];

  @ValidateIf(({ kinds }: Parcel) => Array.isArray(kinds) && kinds.includes('box'))
  @Transform(({ value }) => (value === 'x' ? 'xx' : (value as unknown)))
  @Transform(({ value, key, type }) =>
    typeof value === 'string' ? `${value}${key}${type}` : (value as unknown),
  )
  @Transform(() => 'lost', { toPlainOnly: true })
  @Length(2, 9)
  label?: string;
}

class HeavyParcel extends Parcel {
  @Length(7, 9)
  declare label?: string;

  @IsOptional()
  @IsIn([1, 2])
  weight = 1;
}

const kinds = fc.array(fc.constantFrom('letter', 'box', 'bag'), { maxLength: 2 });
type Fields = Record<string, fc.Arbitrary<unknown>>;
const DTOS: [new () => object, number, Fields][] = [
  [
    CreateExportJobEvent,
    40_000,
    {
      event: fc.constantFrom('failed', 'failed', ...JOB_EVENTS),
      jobId: id,
      failureReason: text,
      failureReasonType: fc.constantFrom(...FAILURE_REASON_TYPES),
    },
  ],
  [
    RegisterExportJob,
    20_000,
    { id, companyId: id, expiresIn: fc.integer({ min: 0, max: 604_801 }), numberOfItems: fc.nat() },
  ],
  [ExportJobEventQuery, 15_000, { ...filter, ...page }],
  [
    ExportJobQuery,
    15_000,
    {
      status: fc.oneof(fc.constantFrom(...JOB_STATUSES), fc.array(fc.constantFrom(...JOB_STATUSES))),
      companyId: id,
      expiringWithin: digits,
      createdAfter: time,
      createdBefore: time,
      ...page,
    },
  ],
  [
    UpdateExportJobItem,
    40_000,
    {
      accountingEntryId: id,
      status: fc.constantFrom('failed', 'failed', ...ITEM_STATUSES),
      exportedAt: time,
      externalId: text,
      externalUrl: text,
      failureReason: text,
      failureReasonType: fc.constantFrom(...ITEM_FAILURE_REASON_TYPES),
    },
  ],
  [
    ExportJobItemQuery,
    4000,
    {
      status: fc.constantFrom(...ITEM_STATUSES),
      deliveryStatus: fc.constantFrom('pending', 'dead'),
      limit: digits,
      after: fc.constant(encodePosition({ position: 17 })),
    },
  ],
  [
    DeadExportJobItemQuery,
    4000,
    {
      jobId: id,
      companyId: id,
      limit: digits,
      after: fc.constant(encodeReportPlace({ at: new Date(0), jobId: ID, accountingEntryId: ID })),
    },
  ],
  [RedeliverExportJobEvents, 4000, { ...filter, all: flag, dryRun: flag }],
  [DiscardExportJobEvent, 2000, { reason: text }],
  [EventBatch, 2000, { events: fc.array(fc.anything(), { maxLength: 5 }) }],
  [IdParam, 1000, { id }],
  [
    HeavyParcel,
    1000,
    { kinds, label: fc.constantFrom('x', 'xx', 'xxxx', ''), weight: fc.integer({ min: 0, max: 3 }) },
  ],
];

/** Some of the fields as they should be, at times one that is odd, one that is missing, or one that is not known. */
function given(fields: Fields): fc.Arbitrary<object> {
  const right = fc.record(fields, { requiredKeys: [], noNullPrototype: false });
  const name = fc.constantFrom(...Object.keys(fields));
  const unknown = fc.constantFrom('more', '', 'Event', 'constructor', 'toString', '__proto__', 'a/b~c');
  const change = fc.oneof(
    { arbitrary: fc.constant([]), weight: 4 },
    { arbitrary: fc.tuple(name, odd), weight: 3 },
    { arbitrary: fc.tuple(unknown, odd), weight: 1 },
  );
  return fc.tuple(right, change).map(([record, [changed, value]]) => {
    if (changed !== undefined) {
      Object.defineProperty(record, changed, { value, enumerable: true, configurable: true, writable: true });
    }
    return record;
  });
}

describe('quickCheck', () => {
  it.each(DTOS)(
    'takes for %o what class-validator takes, and makes the same of it',
    (type, numRuns, fields) => {
      let accepted = 0;
      fc.assert(
        fc.property(given(fields), (value) => {
          const full = fullCheck(type, value);
          const expected = full instanceof ValidationFailed ? null : full;
          if (expected) accepted++;
          const quick = quickCheck(type, value);
          if (!isDeepStrictEqual(quick, expected)) expect(quick).toStrictEqual(expected);
        }),
        { numRuns, seed: 20_260_131 },
      );
      expect(accepted).toBeGreaterThan(numRuns / 10);
      expect(accepted).toBeLessThan(numRuns * 0.9);
    },
  );

  it('tells a rule what class-validator tells it', () => {
    const heard: (ValidationArguments | undefined)[] = [];
    class Rules {
      @ValidateBy(
        {
          name: 'heard',
          constraints: [7],
          validator: { validate: (_, args) => heard.push(args) > 0 },
        },
        { each: true },
      )
      parts!: unknown;
    }
    const given = { parts: ['a'] };
    fullCheck(Rules, given);
    expect(quickCheck(Rules, given)).toEqual(given);
    expect(heard).toEqual([heard[0], heard[0]]);
    expect(heard[0]).toMatchObject({
      targetName: 'Rules',
      property: 'parts',
      constraints: [7],
      value: ['a'],
    });
  });

  class Nested {
    @ValidateNested()
    id: unknown;
  }
  class OwnCondition {
    @IsIn([ID], { validateIf: () => false })
    id: unknown;
  }
  class Typed {
    @Type(() => String)
    @IsIn([ID])
    id: unknown;
  }
  class Exposed {
    @Expose({ name: 'key' })
    @IsIn([ID])
    id: unknown;
  }
  class Excluded {
    @Exclude()
    @IsOptional()
    id: unknown;
  }
  @Exclude()
  class AllExcluded {
    @IsOptional()
    id: unknown;
  }
  class Grouped {
    @Transform(() => 'lost', { groups: ['a group'] })
    @IsOptional()
    id: unknown;
  }
  class Accessor {
    @IsIn([ID])
    get id(): unknown {
      return ID;
    }
  }
  class NoRules {
    id: unknown;
  }
  it.each([Nested, OwnCondition, Typed, Exposed, Excluded, AllExcluded, Grouped, Accessor, NoRules])(
    'says nothing of %o, which it does not understand',
    (type) => {
      expect(quickCheck(type, { id: ID })).toBeNull();
      expect(quickCheck(type, {})).toBeNull();
    },
  );

  it('says nothing of the parts of a set: JSON has none', () => {
    expect(quickCheck(Parcel, { kinds: new Set(['letter']) })).toBeNull();
  });
});
