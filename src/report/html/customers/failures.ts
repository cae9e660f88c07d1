/** Holds the channels that failed on the page, each with what told its customers instead. */
import type { Scorecard } from '../../../judge/scorecard.ts';
import type { Story } from '../../../judge/story.ts';
import { channelName } from '../../../judge/channel-names.ts';
import { duration, offset } from '../../format.ts';
import { sentenceCase } from '../../words.ts';
import type { Links } from '../evidence-links.ts';
import { html } from '../markup.ts';
import type { Markup } from '../markup.ts';
import { table } from '../table.ts';

type Failure = Story['failures'][number];

const insteadWords = ({ owed, told }: Failure): string => (!owed ? 'nobody had to be told: it was back within the aim' : told === undefined ? 'nothing, as long as anybody watched' : `${channelName(told.channel)}, ${offset(told.atMs)}`);

export const failureSection = ({ story: { failures } }: Scorecard, links: Links): Markup => html`
<section id="failures"><h2>Channels that failed, and what told customers instead</h2>
${failures.length === 0
  ? html`<p>No channel was proved to have failed while customers had something to be told.</p>`
  : html`<p>Only a channel that stood on nothing impaired together with the failed one counts.</p>
${table('Each failure, to the first notice on an independent channel', ['Channel', 'Failed', 'Worked again', 'Told instead by', 'After', 'Evidence'], failures.map((one) => ({ cells: [sentenceCase(channelName(one.channel)), offset(one.fromMs), one.backMs === undefined ? 'not seen' : offset(one.backMs), insteadWords(one), one.owed ? duration(one.waitedMs) : '–', links([one.seq, ...(one.told === undefined ? [] : [one.told.seq])])] })))}`}
</section>`;
