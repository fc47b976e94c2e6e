import type { Ratio, Section, Table } from './section.js';

/** The sections as Markdown: the comparisons first, then each scenario. */
export function markdownOf(sections: readonly Section[]): string {
  const ratios = sections.flatMap((section) => section.ratios);
  return [...(ratios.length > 0 ? [tableOf(ratioTable(ratios))] : []), ...sections.map(sectionOf)].join(
    '\n\n',
  );
}

function ratioTable(ratios: readonly Ratio[]): Table {
  return {
    head: ['', 'relay', 'beside it', 'ratio'],
    rows: ratios.map(({ what, relay, other, ratio }) => [what, relay, other, `**${ratio.toFixed(2)}**`]),
  };
}

function sectionOf({ title, about, tables, notes }: Section): string {
  const list = notes.map((note) => `- ${note}`).join('\n');
  return [`## ${title}`, about, ...tables.map(tableOf), list].filter((part) => part !== '').join('\n\n');
}

function tableOf({ head, rows }: Table): string {
  const widths = head.map((name, column) =>
    Math.max(3, ...[head, ...rows].map((row) => row[column]?.length ?? 0), name.length),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
