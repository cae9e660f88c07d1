/** Holds when each channel of customers was impaired: by what was seen of the channel itself, or through what it stands on. */
import { channelNeeds, type PanelNode, type Way, ways } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { type Asked, callsOf, managerCallsOf } from '../derive/asks.ts';
import { inTime, perHistory } from '../derive/per-history.ts';
import { type Look, joined, looksAt, type Outage, outages, outagesOf } from './impaired.ts';

/** What a channel shares its fate with: as the scenario says, otherwise as in the practice range. */
export const standsOn = (history: History, way: Way): readonly PanelNode[] => history.first('run.opened')?.brief.channels?.[way] ?? channelNeeds[way];

const cases = (history: History): readonly Look[] => inTime(history, 'case.moved').flatMap(({ atMs, seq, state, channel }) => (channel === undefined && (state === 'opened' || state === 'refused') ? [{ atMs, seq, ok: state === 'opened' }] : []));
const calls = (asked: readonly Asked[]): readonly Look[] =>
  asked
    .flatMap(({ answered, lost }) => (answered !== undefined ? [{ atMs: answered.ms, seq: answered.seq, ok: true }] : lost !== undefined ? [{ atMs: lost.ms, seq: lost.seq, ok: false }] : []))
    .toSorted((a, b) => a.atMs - b.atMs);

/** What the tool behind a channel would not even take. That it took a message says little of who got it, and nothing against the channel. */
const sent = (...names: readonly string[]) => (history: History): readonly Look[] =>
  inTime(history, 'notice.moved').flatMap(({ atMs, seq, channel, rung, error }) => (names.includes(channel) && rung !== 'composed' && rung !== 'approved' && (error === undefined || rung === 'submitted') ? [{ atMs, seq, ok: error === undefined }] : []));

/** What is looked at of each channel itself. */
const looks: Readonly<Record<Way, readonly ((history: History) => readonly Look[])[]>> = {
  email: [looksAt.mail],
  'status-page': [looksAt['status-page']],
  portal: [looksAt.portal, cases],
  hotline: [(history) => calls(callsOf(history))],
  phone: [sent('call', 'phone')],
  sms: [sent('sms')],
  social: [sent('social')],
  'account-manager': [(history) => calls(managerCallsOf(history))],
};

const fateOf = (history: History, way: Way): readonly Outage[] => standsOn(history, way).flatMap((node) => outagesOf(history)[node]);

/** When a channel was seen to be dead. Where nobody looks at the channel itself, it shares the fate of what it stands on. */
export const deadOf = perHistory((history: History): ReadonlyMap<Way, readonly Outage[]> =>
  new Map(
    ways.map((way) => {
      const seen = looks[way].map((look) => look(history));
      return [way, joined(seen.some(({ length }) => length > 0) ? seen.flatMap(outages) : fateOf(history, way))];
    }),
  ),
);

export const channelOutages = perHistory((history: History): ReadonlyMap<Way, readonly Outage[]> => new Map([...deadOf(history)].map(([way, dead]) => [way, joined([...dead, ...fateOf(history, way)])])));

export const channelDown = (history: History, channel: Way, ms: number): Outage | undefined =>
  channelOutages(history).get(channel)?.find((span) => span.fromMs <= ms && ms < span.toMs);
