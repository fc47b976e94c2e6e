import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changedObject, type Changes } from '../../src/passed-reads/changed-object.js';

const changed = (text: string, changes: Changes) => changedObject(Buffer.from(text), changes).toString();

describe('an object', () => {
  it.each<[string, Changes, string]>([
    ['{"a":1.50,"status":"pending","b":[ ]}', { status: 'failed' }, '{"a":1.50,"status":"failed","b":[ ]}'],
    ['{ "status" : null , "n": 1e2 }', { status: 'x' }, '{ "status" : "x" , "n": 1e2 }'],
    ['{"é":"ü","status":{"a":"}"},"z":0}', { status: 'ö"' }, '{"é":"ü","status":"ö\\"","z":0}'],
    ['{"in":{"status":"a"}}', { status: 'b' }, '{"in":{"status":"a"},"status":"b"}'],
    ['{"a":"\\"status\\":1"}', { at: null }, '{"a":"\\"status\\":1"}'],
    ['{"at":"x"}', { at: null }, '{"at":null}'],
    ['{}', { a: 'x', b: 'y', c: null }, '{"a":"x","b":"y"}'],
    ['{ }', { a: 'x' }, '{ "a":"x"}'],
    ['{"st\\u0061tus":1,"status":2}', { status: 'x' }, '{"st\\u0061tus":"x","status":"x"}'],
    ['{"constructor":1}', { status: 'x' }, '{"constructor":1,"status":"x"}'],
  ])('%s with %j is %s', (text, changes, wanted) => {
    expect(changed(text, changes)).toBe(wanted);
  });

  it('says what it has to, and else what it said, whatever that is', () => {
    const objects = fc.dictionary(fc.string(), fc.jsonValue(), { noNullPrototype: true });
    const changes = fc.dictionary(fc.constantFrom('a', 'b', 'status'), fc.string(), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(objects, changes, fc.constantFrom(undefined, 2), (object, some, space) => {
        const text = JSON.stringify(object, null, space);
        const wanted = { ...(JSON.parse(text) as object), ...some };
        expect(JSON.parse(changed(text, some))).toEqual(wanted);
      }),
    );
  });
});
