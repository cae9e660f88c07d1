/** Holds the picture of the story: above what was true, below what customers had been told, on one scale of time. */
import type { Scorecard } from '../../../judge/scorecard.ts';
import type { Story } from '../../../judge/story.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { offset } from '../../format.ts';
import { inert } from '../../inert.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { frameFor, timeTicks } from '../timeline/frame.ts';
import type { Frame } from '../timeline/frame.ts';
import { fitText } from '../timeline/text-width.ts';
import { truthsOf, truthWords } from './truths.ts';
import type { Truth } from './truths.ts';

const laneTitle = 24;
const rowHeight = 36;
const barTop = 18;
const barHeight = 13;
/** Channels beyond so many are only in the list. */
const channelsMost = 8;
const numberRoom = 24;

type Claim = Story['claims'][number];
interface Numbered {
  readonly claim: Claim;
  readonly number: number;
}

const name = (frame: Frame, y: number, text: string): Markup => html`<text class="label" x="${frame.left}" y="${y + 13}">${fitText(inert(text), frame.font, frame.right - frame.left)}</text>`;

const truthRow = (frame: Frame, y: number, what: Truth['what'], spans: readonly Truth[]): Markup =>
  html`<g>${name(frame, y, truthWords[what].on)}${spans.map(({ fromMs, toMs }) => html`<rect class="bar ${what === 'diverted' ? 'diverted' : 'fault'}" x="${frame.x(fromMs).toFixed(1)}" y="${y + barTop}" width="${Math.max(2, frame.x(toMs) - frame.x(fromMs)).toFixed(1)}" height="${barHeight}" rx="3"/>`)}</g>`;

/** What was said last stands until something else is said there. A number is left out where the next one needs its room; the list has them all. */
const claimRow = (frame: Frame, y: number, by: string, claims: readonly Numbered[], endMs: number): Markup => {
  let free = 0;
  const drawn = claims.map(({ claim, number }, at) => {
    const from = frame.x(claim.atMs);
    const to = Math.max(from + 2, frame.x(claims[at + 1]?.claim.atMs ?? endMs));
    const x = Math.min(from + 3, frame.right - numberRoom);
    const text = x >= free && `${number}${claim.against.length > 0 ? ' ✕' : ''}`;
    if (text !== false) free = x + numberRoom;
    return html`<rect class="bar ${claim.against.length > 0 ? 'against' : 'said'}" x="${from.toFixed(1)}" y="${y + barTop}" width="${(to - from).toFixed(1)}" height="${barHeight}" rx="3"/>${text !== false && html`<text class="number" x="${x.toFixed(1)}" y="${y + barTop + 10.5}">${text}</text>`}`;
  });
  return html`<g>${name(frame, y, `By ${channelName(by)}`)}${drawn}</g>`;
};

export const storySvg = (card: Scorecard, width: number, kind: string, words: string): Markup => {
  const { endMs } = card.picture;
  const frame = frameFor(width, endMs, 8);
  const truths = [...Map.groupBy(truthsOf(card), ({ what }) => what)];
  const said = [...Map.groupBy(card.story.claims.map((claim, at) => ({ claim, number: at + 1 })), ({ claim }) => claim.by)].slice(0, channelsMost);
  const toldTop = laneTitle + rowHeight * Math.max(1, truths.length) + 10;
  const bottom = toldTop + laneTitle + rowHeight * Math.max(1, said.length) + 2;
  const wrong = said.flatMap(([, claims], row) => claims.filter(({ claim }) => claim.against.length > 0).map(({ claim }) => ({ x: frame.x(claim.atMs), y: toldTop + laneTitle + row * rowHeight + barTop })));
  return html`<svg class="timeline ${kind}" viewBox="0 0 ${width} ${bottom + 24}" role="img" aria-labelledby="story-${kind} story-${kind}-words" style="font-size:${frame.font}px">
<title id="story-${kind}">What was true, and what customers had been told</title><desc id="story-${kind}-words">${words}</desc>
${wrong.map(({ x, y }) => html`<path class="leader l-abort" d="M${x.toFixed(1)} ${laneTitle}V${y}"/>`)}
<text class="panel" x="${frame.left}" y="16">What was true</text>
${truths.length === 0 ? name(frame, laneTitle, 'Nobody was harmed, and no channel was down') : truths.map(([what, spans], row) => truthRow(frame, laneTitle + row * rowHeight, what, spans))}
<path class="grid" d="M${frame.left} ${toldTop - 1}H${frame.right}"/>
<text class="panel" x="${frame.left}" y="${toldTop + 16}">What customers had been told</text>
${said.length === 0 ? name(frame, toldTop + laneTitle, 'Nothing') : said.map(([by, claims], row) => claimRow(frame, toldTop + laneTitle + row * rowHeight, by, claims, endMs))}
<path class="axis" d="M${frame.left} ${bottom}H${frame.right}"/>
${timeTicks(frame).map((at) => html`<path class="axis" d="M${frame.x(at).toFixed(1)} ${bottom}v5"/><text class="tick ${at === 0 ? 'start' : frame.right - frame.x(at) < 16 ? 'end' : 'mid'}" x="${(frame.right - frame.x(at) < 16 ? frame.width : frame.x(at)).toFixed(1)}" y="${bottom + 18}">${offset(at)}</text>`)}
</svg>`;
};
