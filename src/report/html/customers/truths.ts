/** Holds what was true in a drill as the story tells it: harm, dead channels and diversion, in words and in spans of time. */
import type { Scorecard } from '../../../judge/scorecard.ts';
import type { Story } from '../../../judge/story.ts';

type What = Story['truths'][number]['what'] | 'diverted';

export type Truth = Omit<Story['truths'][number], 'what'> & { readonly what: What };

interface Words {
  readonly on: string;
  readonly off: string;
}

/** How each begins and ends. */
export const truthWords: Readonly<Record<What, Words>> = {
  users: { on: 'Users harmed', off: 'Users recovered' },
  email: { on: 'E-mail down', off: 'E-mail back' },
  portal: { on: 'Portal down', off: 'Portal back' },
  hotline: { on: 'Hotline not answered', off: 'Hotline answered again' },
  'status-page': { on: 'Status page down', off: 'Status page back' },
  social: { on: 'Posts refused', off: 'Posts taken again' },
  phone: { on: 'Calls to customers refused', off: 'Calls to customers taken again' },
  sms: { on: 'Text messages refused', off: 'Text messages taken again' },
  'account-manager': { on: 'Account managers not answering', off: 'Account managers answering again' },
  diverted: { on: 'Traffic diverted', off: 'Traffic back' },
};

export const truthsOf = ({ story, picture }: Scorecard): readonly Truth[] => [
  ...story.truths,
  ...picture.bars.filter((bar) => bar.what === 'diverted').map(({ fromMs, toMs, seq }) => ({ what: 'diverted' as const, fromMs, toMs, ends: toMs < picture.endMs ? ('seen' as const) : ('not seen' as const), seq })),
];

/** How it ended; nothing where that was not seen. */
export const endWords = ({ what, ends }: Truth): string | undefined => (ends === 'not seen' ? undefined : ends === 'seen' ? truthWords[what].off : 'The attack ended; users had not been seen to recover');

/** What was true at a moment, in words. */
export const trueAt = (truths: readonly Truth[], ms: number): readonly string[] => truths.filter(({ fromMs, toMs, ends }) => fromMs <= ms && (ms < toMs || ends === 'not seen')).map(({ what }) => truthWords[what].on);
