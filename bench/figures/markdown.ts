import type { Pair, Ratio, Run, Table } from './section.js';

/** The runs as Markdown: the comparisons first, then each scenario. Node's version is at the head of each table. */
export function markdownOf(runs: readonly Run[]): string {
  const titles = new Set(runs.flatMap(({ sections }) => sections.map(({ title }) => title)));
  return [...runs.flatMap(ratiosOf), ...[...titles].map((title) => sectionOf(title, runs))].join('\n\n');
}

function ratiosOf({ node, sections }: Run): string[] {
  const ratios = sections.flatMap((section) => section.ratios);
  return ratios.length > 0 ? [tableOf(node, ratioTable(ratios))] : [];
}

function ratioTable(ratios: readonly Ratio[]): Table {
  const cells = (pair: Pair | undefined) =>
    pair ? [pair.relay, pair.other, `**${pair.ratio.toFixed(2)}**`] : ['', '', ''];
  return {
    head: ['', 'relay', 'beside it', 'ratio', 'cold: relay', 'beside it', 'ratio'],
    rows: ratios.map((ratio) => [ratio.what, ...cells(ratio), ...cells(ratio.cold)]),
  };
}

/** The scenario is told once; then come the tables and notes of each run. */
function sectionOf(title: string, runs: readonly Run[]): string {
  const results = runs.flatMap(({ node, sections }) =>
    sections.filter((section) => section.title === title).map((section) => ({ node, section })),
  );
  const parts = results.flatMap(({ node, section: { tables, notes } }) => [
    ...tables.map((table) => tableOf(node, table)),
    notes.map((note) => `- ${note}`).join('\n'),
  ]);
  const about = results[0]?.section.about ?? '';
  return [`## ${title}`, about, ...parts].filter((part) => part !== '').join('\n\n');
}

function tableOf(node: string, { head: [what, ...columns], rows }: Table): string {
  const head = [`Node ${node}${what ? `, ${what}` : ''}`, ...columns];
  const widths = head.map((name, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0), name.length),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
