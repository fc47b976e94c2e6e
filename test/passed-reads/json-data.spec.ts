import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonData, type Piece } from '../../src/passed-reads/json-data.js';

/** The pieces of a text that comes in chunks of `size` bytes. */
function piecesOf(text: string, size = text.length || 1): Piece[] {
  const bytes = Buffer.from(text);
  const json = new JsonData();
  const pieces: Piece[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(...json.read(bytes.subarray(at, at + size)));
  return [...pieces, ...json.end()];
}

const elementsOf = (pieces: Piece[]) =>
  pieces.filter((piece) => piece.kind === 'element').map(({ bytes }) => bytes.toString());

const wholeOf = (pieces: Piece[]) =>
  Buffer.concat(
    pieces.flatMap((piece) => (piece.kind === 'text' ? [piece.bytes] : [piece.lead, piece.bytes])),
  ).toString();

describe('a JSON text', () => {
  it.each([
    ['a list', '{"data":[{"a":1},{"b":"]}"}],"pagination":{"data":[{"x":1}]}}', ['{"a":1}', '{"b":"]}"}']],
    ['a list with blanks', ' {\n "data" : [ {"a": [1, {"c":2}]} ,\n {} ] }\n', ['{"a": [1, {"c":2}]}', '{}']],
    ['an object', '{"other":"data","data":{"a":{"data":[{}]}},"x":1}', ['{"a":{"data":[{}]}}']],
    ['a list that comes last', '{"pagination":{"total":2},"data":[{"a":"\\"{"}]}', ['{"a":"\\"{"}']],
    ['an escaped name', '{"d\\u0061ta":[{"a":1}]}', ['{"a":1}']],
    ['a mark of the byte order', '\uFEFF{"data":[{"a":1}]}', ['{"a":1}']],
    ['an empty list', '{"data":[]}', []],
    ['no data', '{"date":[{"a":1}],"x":{"data":{}}}', []],
    ['data in a string', '{"x":"\\"data\\":[{}]","y":["data",{"a":1}]}', []],
    ['data of another kind', '{"data":null,"x":{"a":1}}', []],
    ['a list of something else', '{"data":[1,{"a":1}]}', []],
    ['a list of lists', '{"data":[[{"a":1}]]}', []],
    ['a list at the top', '[{"data":{"a":1}}]', []],
    ['what is no JSON', '<html>{"data":[{"a":1}]}</html>', []],
    ['nothing', '', []],
  ])('has its elements found: %s', (_, text, elements) => {
    for (const size of [1, 2, 3, 7, 1000]) {
      const pieces = piecesOf(text, size);
      expect(elementsOf(pieces)).toEqual(elements);
      expect(wholeOf(pieces)).toBe(text);
    }
  });

  it('that breaks off comes as far as it came', () => {
    const text = '{"data":[{"a":1}, {"b":';
    for (const size of [1, 5, 100]) {
      const pieces = piecesOf(text, size);
      expect(elementsOf(pieces)).toEqual(['{"a":1}']);
      expect(wholeOf(pieces)).toBe(text);
    }
  });

  it('has an element of more than a megabyte passed by, and all behind it', () => {
    const text = `{"data":[{"a":1},{"b":"${'x'.repeat(2_000_000)}"},{"c":1}]}`;
    const pieces = piecesOf(text, 65_536);
    expect(elementsOf(pieces)).toEqual(['{"a":1}']);
    expect(wholeOf(pieces)).toBe(text);
  });

  it('has the elements that JSON.parse finds, and keeps every byte, whatever it holds', () => {
    const spaced = fc.constantFrom(undefined, 1, '\t');
    const text = fc.record({
      data: fc.array(fc.dictionary(fc.string(), fc.jsonValue())),
      more: fc.jsonValue(),
    });
    fc.assert(
      fc.property(text, spaced, fc.integer({ min: 1, max: 50 }), (value, space, size) => {
        const json = JSON.stringify(value, null, space);
        const pieces = piecesOf(json, size);
        expect(wholeOf(pieces)).toBe(json);
        const found = elementsOf(pieces).map((element) => JSON.parse(element) as unknown);
        expect(found).toEqual(JSON.parse(JSON.stringify(value.data)));
      }),
    );
  });

  it('keeps every byte of what is none', () => {
    const part = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '"data"',
      '"data":[',
      ' ',
      '1',
      'é',
    );
    fc.assert(
      fc.property(fc.array(part), fc.integer({ min: 1, max: 9 }), (parts, size) => {
        const text = parts.join('');
        expect(wholeOf(piecesOf(text, size))).toBe(text);
      }),
    );
  });
});
