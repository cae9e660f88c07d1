/** Holds what a notice was worth to whoever it reached: sound, pointing to nothing but what is down, or wrong about the state of things. */
import { channelNeeds, type PanelChannel } from '../../record/panel.ts';
import type { History } from '../../record/history.ts';
import { impairedAt } from './impaired.ts';

export type Worth = 'sound' | 'dead' | 'wrong';

/** Channels to which a sentence leads, by the verb that leads there. */
const leads: readonly (readonly [PanelChannel | 'hotline', RegExp])[] = [
  ['status-page', /\b(?:follow|see|watch|check) (?:the|our|this) (?:status )?page\b/i],
  ['email', /\b(?:write|reply)\b[^.!?]*\be-?mail\b|\be-?mail (?:us|support)\b|\bwrite to \S+@/i],
  ['portal', /\b(?:open|file|raise|submit) an? (?:support )?(?:case|ticket)\b/i],
  ['hotline', /\b(?:call|ring|phone) (?:the|our|us)\b/i],
  ['social', /\bfollow us\b|\bour (?:social|mastodon)\b/i],
];
const isOver = /\b(?:restored|resolved|work(?:s|ing)? normally again|is over|back to normal)\b/i;
const isNot = /\b(?:not|isn't|aren't|yet to be) (?:yet |been )?(?:restored|resolved|over)\b/i;

export const leadsTo = (text: string): readonly (PanelChannel | 'hotline')[] => leads.flatMap(([channel, says]) => (says.test(text) ? [channel] : []));
const saysOver = (text: string): boolean => isOver.test(text) && !isNot.test(text);

const isDead = (history: History, channel: PanelChannel | 'hotline', ms: number): boolean => channel !== 'hotline' && channelNeeds[channel].some((node) => impairedAt(history, node, ms) !== undefined);

/** Judged by what was proved at the moment at which it arrived. */
export function worthOf(history: History, text: string, ms: number): Worth {
  if (saysOver(text) && impairedAt(history, 'edge', ms) !== undefined) return 'wrong';
  const channels = leadsTo(text);
  return channels.length > 0 && channels.every((channel) => isDead(history, channel, ms)) ? 'dead' : 'sound';
}
