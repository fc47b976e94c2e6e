/** What members of an object are to say. */
export type Changes = Readonly<Record<string, string | null>>;

const STRING = /"(?:[^"\\]|\\.)*"/y;
const SCALAR = /[^,}\]\s]+/y;
const BETWEEN = /[\s,:]*/y;

interface Member {
  readonly name: string;
  /** Where its value stands. */
  readonly from: number;
  readonly to: number;
}

/**
 * The text of a JSON object with some members changed, all other bytes of it as they are. One that is not there yet is
 * added at the end, unless it is null. `text` is an object: JSON.parse has taken it.
 */
export function changedObject(bytes: Buffer, changes: Changes): Buffer {
  // A byte is a character: places in the text are places in the bytes.
  const text = bytes.toString('latin1');
  const parts: Buffer[] = [];
  const missing = new Set(Object.keys(changes).filter((name) => changes[name] !== null));
  let done = 0;
  let isEmpty = true;
  for (const { name, from, to } of membersOf(text)) {
    isEmpty = false;
    const value = Object.hasOwn(changes, name) ? changes[name] : undefined;
    if (value === undefined) continue;
    missing.delete(name);
    parts.push(bytes.subarray(done, from), Buffer.from(JSON.stringify(value)));
    done = to;
  }
  const end = text.lastIndexOf('}');
  const added = [...missing].map((name) => `${JSON.stringify(name)}:${JSON.stringify(changes[name])}`);
  const lead = isEmpty || added.length === 0 ? '' : ',';
  parts.push(bytes.subarray(done, end), Buffer.from(lead + added.join(',')), bytes.subarray(end));
  return Buffer.concat(parts);
}

function* membersOf(text: string): Generator<Member> {
  let at = endOf(BETWEEN, text, text.indexOf('{') + 1);
  while (text[at] === '"') {
    const nameEnd = endOf(STRING, text, at);
    const name = JSON.parse(Buffer.from(text.slice(at, nameEnd), 'latin1').toString()) as string;
    const from = endOf(BETWEEN, text, nameEnd);
    const to = endOfValue(text, from);
    yield { name, from, to };
    at = endOf(BETWEEN, text, to);
  }
}

function endOfValue(text: string, from: number): number {
  if (text[from] === '"') return endOf(STRING, text, from);
  if (text[from] !== '{' && text[from] !== '[') return endOf(SCALAR, text, from);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const character = text[at];
    if (character === '"') at = endOf(STRING, text, at) - 1;
    else if (character === '{' || character === '[') depth++;
    else if ((character === '}' || character === ']') && --depth === 0) return at + 1;
  }
  return text.length;
}

/** Where what begins at `from` ends. */
function endOf(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}
