/** Holds the picture of a comparison: a line for each variant, with its outage as a dot in its spread, and who was told as a bar. */
import { scaleLinear } from 'd3-scale';
import { count } from '../../report/format.ts';
import { html, Markup } from '../../report/html/markup.ts';
import { colours } from '../../report/html/style.ts';
import { fateNames, fatesIn, time } from '../comparison-words.ts';
import type { ArmSummary, Comparison } from '../comparison.ts';
import type { Fate } from '../compared.ts';

const size = { width: 1000, top: 58, row: 46 } as const;
const outage = { left: 270, right: 590 } as const;
const told = { left: 640, right: 990 } as const;

const tones: Readonly<Record<Fate, string>> = { 'in time': 'good', late: 'fair', wrongly: 'poor', never: 'bad', unknown: 'none' };

export const comparisonStyle = `
.compared{display:block;width:100%;min-width:640px;height:auto;font:13px system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
.compared text{fill:var(--ink)}.compared .soft{fill:var(--soft)}.compared .head{font-weight:600;font-size:14px}.compared .grid{stroke:var(--line)}.compared .before{stroke:var(--soft);stroke-dasharray:3 4}
.compared .spread{stroke:var(--ok);stroke-width:9;stroke-linecap:round}.compared .dot{fill:var(--link)}.compared .was{fill:none;stroke:var(--soft);stroke-width:1.5}
${Object.values(tones).map((tone) => `.compared .${tone} rect{fill:var(--${tone});stroke:var(--${tone}-ink);stroke-width:.5}.compared .${tone} text{fill:var(--${tone}-ink)}`).join('')}`;

const linesMax = 2;
const lineMost = 36;

/** A title on two lines at most. */
function broken(title: string): readonly string[] {
  const lines = [''];
  for (const word of title.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > lineMost && lines.length < linesMax) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}

const px = (n: number) => n.toFixed(1);

/** The title of a line, its outage beside that of the first, and the shares of customers. */
function line(arm: ArmSummary, at: number, fates: readonly Fate[], x: (ms: number) => number, before: number | undefined): Markup {
  const middle = size.top + at * size.row + size.row / 2;
  const titles = broken(arm.title);
  const all = fates.reduce((sum, fate) => sum + (arm.told?.[fate].p50 ?? 0), 0);
  const width = scaleLinear([0, Math.max(1, all)], [0, told.right - told.left]);
  let left: number = told.left;
  const bars = fates.map((fate) => {
    const n = arm.told?.[fate].p50 ?? 0;
    const [from, wide] = [left, width(n)];
    left += wide;
    return wide >= 0.5 && html`<g class="${tones[fate]}"><rect x="${px(from)}" y="${middle - 12}" width="${px(wide)}" height="24"><title>${fateNames[fate]}: ${count(Math.round(n))}</title></rect>${wide > 44 && html`<text x="${px(from + wide / 2)}" y="${middle + 4.5}" text-anchor="middle">${count(Math.round(n))}</text>`}</g>`;
  });
  const { outageMs } = arm;
  const dot = outageMs !== null && html`<path class="spread" d="M${px(x(outageMs.p5))} ${middle}H${px(x(outageMs.p95))}"/>${before !== undefined && html`<circle class="was" cx="${px(x(before))}" cy="${middle}" r="4"/>`}<circle class="dot" cx="${px(x(outageMs.p50))}" cy="${middle}" r="5.5"><title>${time(outageMs.p50)}, 5 to 95 %: ${time(outageMs.p5)} to ${time(outageMs.p95)}</title></circle>
<text x="${px(x(outageMs.p50))}" y="${middle - 10}" text-anchor="middle">${time(outageMs.p50)}</text>`;
  return html`${titles.map((text, n) => html`<text x="8" y="${px(middle + 4.5 + (n - (titles.length - 1) / 2) * 16)}">${text}</text>`)}${dot}${arm.told === null ? html`<text class="soft" x="${told.left}" y="${middle + 4.5}">not measured</text>` : bars}
<path class="grid" d="M0 ${middle + size.row / 2}H${size.width}"/>`;
}

function legend(fates: readonly Fate[]): Markup {
  let left: number = told.left;
  return html`${fates.map((fate) => {
    const from = left;
    left += 36 + fate.length * 7;
    return html`<g class="${tones[fate]}"><rect x="${px(from)}" y="33" width="11" height="11"/></g><text class="soft" x="${px(from + 16)}" y="43">${fate}</text>`;
  })}`;
}

/** What can be read without it is in the table beside it. */
export function comparisonFigure(comparison: Comparison): Markup {
  const { arms } = comparison;
  const fates = fatesIn(comparison);
  const longest = Math.max(1, ...arms.map(({ outageMs }) => outageMs?.p95 ?? 0));
  const x = scaleLinear([0, longest], [outage.left, outage.right]);
  const before = arms[0]?.outageMs?.p50;
  const bottom = size.top + arms.length * size.row;
  return html`<svg class="compared" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${bottom + 8}" role="img" aria-label="Outage and customers told, by variant; the table says the same in numbers">
<text class="head" x="${outage.left}" y="20">Outage</text><text class="soft" x="${outage.left}" y="43">median, and 5 to 95 % of runs</text>
${fates.length > 0 && html`<text class="head" x="${told.left}" y="20">Customers told${comparison.customers === null ? '' : `, of ${count(comparison.customers)}`}</text>${legend(fates)}`}
<path class="grid" d="M0 ${size.top}H${size.width}"/><path class="grid" d="M${outage.left} ${size.top}V${bottom}"/>${before !== undefined && html`<path class="before" d="M${px(x(before))} ${size.top}V${bottom}"/>`}
${arms.map((arm, at) => line(arm, at, fates, x, at === 0 ? undefined : before))}</svg>`;
}

/** The same as a file of its own, for a README or a slide. */
export function comparisonSvg(comparison: Comparison): string {
  const drawn = comparisonFigure(comparison).html;
  const opened = drawn.indexOf('>') + 1;
  return `${drawn.slice(0, opened)}<style>${colours}${comparisonStyle}</style><rect width="100%" height="100%" fill="var(--sheet)"/>${drawn.slice(opened)}\n`;
}
