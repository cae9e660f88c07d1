/** Tests the rules about notices against forty that were labelled before: what each may decide follows from how often it is right. */
import { expect } from 'chai';
import type { Channel, Notice } from '../../../src/judge/notices/rule.ts';
import { rules } from '../../../src/judge/notices/rules/index.ts';
import { further } from './further.ts';
import { labelled } from './labelled.ts';
import type { Labelled } from './labelled.ts';
import { unseen } from './unseen.ts';

type Id = keyof typeof rules;

const channels: Readonly<Record<Labelled['kind'], Channel>> = { 'status page': 'status-page', mail: 'email', sms: 'sms', 'social post': 'social', 'call script': 'hotline', 'hotline announcement': 'hotline', 'final report': 'email' };
const noticeOf = ({ text, kind }: Labelled): Notice => ({ text, channel: channels[kind] });
const sorted = (words: readonly string[]) => words.toSorted().join(' | ');
const clock = (minute: number) => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** What a rule said and what the label says, in the same words; empty for nothing. */
const compared: { readonly [K in Id]: (one: Labelled) => readonly [said: string, label: string] } = {
  drill: (one) => [rules.drill.read(noticeOf(one)).map(({ answer }) => (answer.name === undefined ? 'marked' : 'named')).join(), one.drill === 'unmarked' ? '' : one.drill],
  affected: (one) => [rules.affected.read(noticeOf(one)).length > 0 ? 'yes' : '', one.affected ? 'yes' : ''],
  who: (one) => [sorted(rules.who.read(noticeOf(one)).map(({ answer }) => answer)), sorted(one.who)],
  action: (one) => [rules.action.read(noticeOf(one)).length > 0 ? 'yes' : '', one.act ? 'yes' : ''],
  authority: (one) => [rules.authority.read(noticeOf(one)).map(({ answer }) => answer).join(), one.authority ?? ''],
  fallback: (one) => [rules.fallback.read(noticeOf(one)).map(({ answer }) => answer).join(), one.fallback ?? ''],
  'next-update': (one) => [rules['next-update'].read(noticeOf(one)).map(({ answer }) => ('inMs' in answer ? `${answer.inMs} ms` : clock(answer.atMinute))).join(), one.next === null ? '' : 'at' in one.next ? one.next.at : `${one.next.inMs} ms`],
  'sends-to': (one) => [sorted(rules['sends-to'].read(noticeOf(one)).map(({ answer }) => answer)), sorted(one.sends)],
  state: (one) => [rules.state.read(noticeOf(one)).map(({ answer }) => answer).join(), one.state ?? ''],
  leaks: (one) => {
    const words = rules.leaks.read(noticeOf(one)).map(({ answer }) => answer.words);
    // A leak is found when the words that are quoted have a label's in them, or are part of one.
    return [sorted(words.map((word) => one.leaks.find((leak) => leak.includes(word) || word.includes(leak)) ?? word).filter((word, at, all) => all.indexOf(word) === at)), sorted(one.leaks)];
  },
};

const ids = Object.keys(rules) as Id[];
interface Share {
  readonly right: number;
  readonly of: number;
}

/** Of all that a rule says, how much is right; of the notices in which it finds nothing, in how many there is nothing; and where it is wrong. */
function measure(id: Id, set: readonly Labelled[]) {
  const answers = set.map((one) => [...compared[id](one), one.id] as const);
  const list = (joined: string) => (joined === '' ? [] : joined.split(' | '));
  const claims = answers.flatMap(([said, label]) => list(said).map((claim) => list(label).includes(claim)));
  const mute = answers.filter(([said]) => said === '').map(([, label]) => label === '');
  const share = (some: readonly boolean[]): Share => ({ right: some.filter(Boolean).length, of: some.length });
  const wrong = answers.filter(([said, label]) => said !== label).map(([said, label, notice]) => `${notice}: expected "${label}", got "${said}"`);
  return { found: share(claims), silent: share(mute), wrong };
}

const nineInTen = ({ right, of }: Share) => of > 0 && right >= 0.9 * of;
const text = ({ right, of }: Share) => `${right} of ${of}`;

describe('rules about notices', () => {
  it('are measured on forty notices of all kinds, and on twenty that no rule was made from', () => {
    expect([labelled.length, unseen.length]).to.deep.equal([40, 20]);
    for (const set of [labelled, unseen]) expect(new Set(set.map((one) => one.kind)).size).to.equal(Object.keys(channels).length);
    const all = [...labelled, ...further, ...unseen];
    expect(new Set(all.map((one) => one.id)).size).to.equal(all.length);
  });

  for (const id of ids) {
    const [forty, fresh] = [measure(id, labelled), measure(id, unseen)];
    const sum = (a: Share, b: Share): Share => ({ right: a.right + b.right, of: a.of + b.of });
    // Some things are said in few of twenty notices, so the unseen ones count together with the forty; what only the forty show is not enough.
    const side = (of: 'found' | 'silent') => nineInTen(forty[of]) && nineInTen(sum(forty[of], fresh[of]));
    const decides = { found: side('found'), silent: side('silent') };
    const row = (of: 'found' | 'silent') => `${text(forty[of])} and ${text(fresh[of])} unseen: ${decides[of] ? 'decides' : 'asks'}`.padEnd(40);
    it(`${id.padEnd(12)} right in what it finds ${row('found')} where it finds nothing ${row('silent')}`.trimEnd(), () => {
      expect(rules[id].decides, [...forty.wrong, ...fresh.wrong].join('\n')).to.deep.equal(decides);
    });
  }

  it('keep their worth on the notices that they were made from', () => {
    for (const id of ids) {
      const { found, silent, wrong } = measure(id, further);
      expect(found.right + silent.right, `${id}\n${wrong.join('\n')}`).to.be.least(0.85 * (found.of + silent.of));
    }
  });

  it('read any text in little time: nothing, a megabyte, and characters that nobody sees', () => {
    const texts = ['', ' \n\n', 'a '.repeat(500_000), '-'.repeat(1_000_000), 'no '.repeat(300_000), `${'x-'.repeat(5000)}1`, '\u202Edrill\u2066 \u0000 <script>alert(1)</script>', '=HYPERLINK("http://evil.example")'];
    for (const id of ids) for (const text of texts) expect(() => rules[id].read({ text }), id).to.not.throw();
    expect(rules.drill.read({ text: 'DR\u200BILL' })).to.have.length(1);
  }).timeout(20_000);
});
