/** Holds the story on the page: a picture in two lanes, and the same moment by moment, with contradictions marked. */
import type { Scorecard } from '../../../judge/scorecard.ts';
import type { Story } from '../../../judge/story.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { many, offset } from '../../format.ts';
import { clip } from '../../inert.ts';
import { sentenceCase } from '../../words.ts';
import { chip } from '../badge.ts';
import type { Links } from '../evidence-links.ts';
import { html } from '../markup.ts';
import type { Markup, Part } from '../markup.ts';
import { table } from '../table.ts';
import { broad, slim } from '../timeline/figure.ts';
import { storySvg } from './story-svg.ts';
import { endWords, trueAt, truthsOf, truthWords } from './truths.ts';

const quoteMost = 260;

interface Moment {
  readonly atMs: number;
  readonly seq: number;
  readonly truth: Part;
  readonly told: Part;
}

/** What had been said last on each channel, by the numbers of the list. */
const standing = ({ claims }: Story, ms: number): string => {
  const last = new Map(claims.flatMap(({ atMs, by }, at) => (atMs <= ms ? [[by, at + 1] as const] : [])));
  return last.size === 0 ? 'Nothing yet' : `Still ${[...last].map(([by, number]) => `${number} by ${channelName(by)}`).join(', ')}`;
};

const momentsOf = (card: Scorecard): readonly Moment[] => {
  const truths = truthsOf(card);
  const turns = truths.flatMap((truth): Moment[] => {
    const { what, fromMs, toMs, seq } = truth;
    const end = endWords(truth);
    const turn = (atMs: number, words: string): Moment => ({ atMs, seq, truth: html`<b>${words}</b>`, told: html`<span class="quiet">${standing(card.story, atMs)}</span>` });
    return [turn(fromMs, truthWords[what].on), ...(end === undefined ? [] : [turn(toMs, end)])];
  });
  const said = card.story.claims.map(({ atMs, seq, by, is, text, times, provedMs, against }, at): Moment => {
    const now = trueAt(truths, atMs);
    const how = is === 'answer' ? `answer by ${channelName(by)}${times > 1 ? `, given ${times} times` : ''}` : `notice by ${channelName(by)}${times > 1 ? `, sent ${times} times` : ''}${provedMs === undefined ? ', not proved to have reached anybody' : ''}`;
    return {
      atMs,
      seq,
      truth: now.length === 0 ? 'All was well' : sentenceCase(now.join(', ').toLowerCase()),
      told: html`<b>${at + 1}</b> ${how}: “${clip(text, quoteMost)}”${against.map((why) => html` <span class="contradicts">${chip('bad', '✕ contradiction')} It ${why}.</span>`)}`,
    };
  });
  return [...turns, ...said].toSorted((a, b) => a.atMs - b.atMs || a.seq - b.seq);
};

const summary = (card: Scorecard): string => {
  const { claims } = card.story;
  const wrong = claims.filter(({ against }) => against.length > 0).length;
  if (claims.length === 0) return 'Customers were told nothing.';
  return `Of ${many(claims.length, 'text')} that customers were given, ${wrong === 0 ? 'none' : wrong} contradicted what was true as they were said.`;
};

export const storySection = (card: Scorecard, links: Links): Markup => {
  const words = summary(card);
  const moments = momentsOf(card);
  return html`
<section id="story" class="wide"><h2>What customers knew, and what was true</h2>
<figure>${storySvg(card, broad, 'broad', words)}${storySvg(card, slim, 'slim', words)}
<figcaption>${words} A text stands until the next one on its channel; numbers are those of the list, ✕ marks a contradiction.</figcaption></figure>
${moments.length > 0 && table('Moment by moment', ['Time', 'What was true', 'What customers were told', 'Evidence'], moments.map(({ atMs, truth, told, seq }) => ({ cells: [offset(atMs), truth, told, links([seq])] })), 'story')}
${card.story.moreClaims > 0 && html`<p class="note">${many(card.story.moreClaims, 'later text')} are not shown.</p>`}
</section>`;
};
