/** Holds what a notice was worth to whoever it reached: sound, pointing to nothing but what is down, or wrong about the state of things. */
import type { History } from '../../record/history.ts';
import { perHistory } from '../derive/per-history.ts';
import type { Channel } from '../notices/rule.ts';
import { sendsTo } from '../notices/rules/sends-to.ts';
import { state } from '../notices/rules/state.ts';
import { channelDown } from './channels.ts';
import { impairedAt } from './impaired.ts';

export type Worth = 'sound' | 'dead' | 'wrong';

interface Reading {
  readonly leadsTo: readonly Channel[];
  readonly saysOver: boolean;
}

/** The same words go to many: each text is read once. */
const readings = perHistory(() => new Map<string, Reading>());

/** Where a text leads, and whether it says that all is over. */
export function readingOf(history: History, text: string): Reading {
  const known = readings(history);
  const reading = known.get(text) ?? { leadsTo: sendsTo.read({ text }).map(({ answer }) => answer), saysOver: state.read({ text })[0]?.answer === 'restored' };
  known.set(text, reading);
  return reading;
}

/** Judged by what was proved at the moment at which it arrived. */
export function worthOf(history: History, text: string, ms: number): Worth {
  const { leadsTo, saysOver } = readingOf(history, text);
  if (saysOver && impairedAt(history, 'edge', ms) !== undefined) return 'wrong';
  return leadsTo.length > 0 && leadsTo.every((channel) => channelDown(history, channel, ms) !== undefined) ? 'dead' : 'sound';
}
