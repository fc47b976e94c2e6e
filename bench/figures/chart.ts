import type { Ratio } from './section.js';

const WIDTH = 860;
const ROW = 44;
const TOP = 34;
const LABEL = 430;
const FULL = WIDTH - LABEL - 70;

/** Colours that are readable on white and on black. */
const STYLE = `
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .figure { font-weight: 600 }
  .relay { fill: #1f6feb }
  .other { fill: #6e7781 }
  @media (prefers-color-scheme: dark) { text { fill: #c9d1d9 } }`;

/** Pairs of bars, the relay and its comparison, each pair on its own scale, as an SVG document. */
export function chartOf(title: string, ratios: readonly Ratio[]): string {
  const height = TOP + ratios.length * ROW + 10;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<style>${STYLE}\n</style>`,
    `<text x="0" y="16" class="figure">${escaped(title)}</text>`,
    ...ratios.map((ratio, index) => pair(ratio, TOP + index * ROW)),
    '</svg>',
    '',
  ].join('\n');
}

function pair({ what, relay, other, ratio }: Ratio, y: number): string {
  const usable = Number.isFinite(ratio) && ratio > 0;
  const relayWidth = usable ? FULL * Math.min(1, ratio) : 0;
  const otherWidth = usable ? FULL * Math.min(1, 1 / ratio) : 0;
  return [
    `<text x="0" y="${y + 22}">${escaped(what)}</text>`,
    bar('relay', relayWidth, y + 4, `${relay} relay`),
    bar('other', otherWidth, y + 21, other),
  ].join('\n');
}

/** The figure stands inside the bar where there is no room behind it. */
function bar(kind: 'relay' | 'other', width: number, y: number, figure: string): string {
  const long = width > FULL * 0.6;
  const x = LABEL + width;
  return [
    `<rect class="${kind}" x="${LABEL}" y="${y}" width="${width.toFixed(1)}" height="14" rx="2"/>`,
    long
      ? `<text class="figure" x="${(x - 6).toFixed(1)}" y="${y + 11}" text-anchor="end" style="fill: #fff">${escaped(figure)}</text>`
      : `<text class="figure" x="${(x + 6).toFixed(1)}" y="${y + 11}">${escaped(figure)}</text>`,
  ].join('\n');
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
