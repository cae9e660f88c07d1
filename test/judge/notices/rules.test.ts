/** Tests the rules about notices against forty that were labelled before: what each may decide follows from how often it is right. */
import { expect } from 'chai';
import type { Channel, Notice } from '../../../src/judge/notices/rule.ts';
import { rules } from '../../../src/judge/notices/rules/index.ts';
import { labelled } from './labelled.ts';
import type { Labelled } from './labelled.ts';
import { unseen } from './unseen.ts';

type Id = keyof typeof rules;

const channels: Readonly<Record<Labelled['kind'], Channel>> = { 'status page': 'status-page', mail: 'email', sms: 'sms', 'social post': 'social', 'call script': 'hotline', 'hotline announcement': 'hotline', 'final report': 'email' };
const noticeOf = ({ text, kind }: Labelled): Notice => ({ text, channel: channels[kind] });
const sorted = (words: readonly string[]) => words.toSorted().join(', ');
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
function measure(id: Id, set: readonly Labelled[]) {
  const answers = set.map((one) => [...compared[id](one), one.id] as const);
  const right = (some: typeof answers) => ({ right: some.filter(([said, label]) => said === label).length, of: some.length });
  const wrong = answers.filter(([said, label]) => said !== label).map(([said, label, notice]) => `${notice}: expected "${label}", got "${said}"`);
  return { all: right(answers), found: right(answers.filter(([said]) => said !== '')), silent: right(answers.filter(([said]) => said === '')), wrong };
}
type Share = ReturnType<typeof measure>['all'];
const nineInTen = ({ right, of }: Share) => of > 0 && right >= 0.9 * of;
const text = ({ right, of }: Share) => `${right} of ${of}`.padStart(8);

describe('rules about notices', () => {
  it('are measured on forty notices of all kinds, and on twenty that no rule was made from', () => {
    expect([labelled.length, unseen.length]).to.deep.equal([40, 20]);
    for (const set of [labelled, unseen]) expect(new Set(set.map((one) => one.kind)).size).to.be.least(Object.keys(channels).length - 1);
    expect(new Set([...labelled, ...unseen].map((one) => one.id)).size).to.equal(60);
  });

  for (const id of ids) {
    const [forty, fresh] = [measure(id, labelled), measure(id, unseen)];
    // Right also where it keeps silent: findings rest on what a notice doesn't say as well. And right on words that it wasn't made from.
    const decides = nineInTen(forty.found) && nineInTen(forty.silent) && nineInTen(fresh.all);
    it(`${id.padEnd(12)} right${text(forty.found)} times that it finds something,${text(forty.silent)} that it doesn't;${text(fresh.all)} unseen: ${decides ? 'decides' : 'asks the facilitator'}`, () => {
      expect(rules[id].decides, [...forty.wrong, ...fresh.wrong].join('\n')).to.equal(decides);
    });
  }
});
