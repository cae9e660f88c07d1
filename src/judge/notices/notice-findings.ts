/** Holds the findings about notices: each fault once, however many notices have it. */
import type { History } from '../../record/history.ts';
import { perHistory } from '../derive/per-history.ts';
import type { Written } from '../derive/written.ts';
import { faults } from './faults/index.ts';
import type { Fault } from './fault.ts';

export interface NoticeFinding {
  readonly id: string;
  readonly severity: 'high' | 'medium' | 'low';
  /** Its rule isn't right often enough: a facilitator has to read the notice. */
  readonly asks: boolean;
  readonly text: string;
  readonly evidence: readonly number[];
  readonly notices: readonly Written[];
}

const idOf = (fault: Fault, about: string) => `${fault.id}/${about}`;

export const noticeFindings = perHistory((history: History): readonly NoticeFinding[] =>
  faults.flatMap((fault) => {
    const found = Map.groupBy(fault.find(history), (faulty) => faulty.about);
    return [...found].flatMap(([about, all]) => {
      const [first] = all;
      if (first === undefined) return [];
      const more = all.length === 1 ? '' : ` The same is true of ${all.length - 1} more notice${all.length === 2 ? '' : 's'}.`;
      const ask = fault.decides ? '' : ' The rule that found it is not sure enough: a facilitator has to read it.';
      return [{ id: idOf(fault, about), severity: fault.decides ? fault.severity : 'low', asks: !fault.decides, text: `${first.text}${more}${ask}`, evidence: [...new Set(all.flatMap((one) => [...(one.evidence ?? []), one.written.seq]))].toSorted((a, b) => a - b), notices: all.map((one) => one.written) }];
    });
  }),
);

/** The findings that this drill could have had. */
export const noticesTested = (history: History): readonly string[] => [...new Set(faults.flatMap((fault) => fault.tested(history).map((about) => idOf(fault, about))))];
