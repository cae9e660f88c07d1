/** Holds the list of plays: the moves that responders can make. */
import { divert } from './divert.ts';
import { failBack } from './fail-back.ts';

export const plays = { divert, 'fail-back': failBack };
