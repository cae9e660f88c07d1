/** Holds what `gameday receivers` put down of a report: to whom it was delivered, and who acknowledged it. */
import { z } from 'zod';
import { Problem } from '../../problem.ts';
import type { Rung } from '../../record/events.ts';
import { addressKey } from '../../record/panel.ts';
import type { PanelListing } from '../../record/panel.ts';

const line = z.looseObject({ kind: z.literal('notice.moved'), atMs: z.number(), channel: z.string(), rung: z.enum(['delivered', 'seen', 'acknowledged']), to: z.string(), text: z.string().optional(), notice: z.string() });

export interface Proof {
  readonly customer: string;
  readonly rung: Rung;
  readonly channel: string;
  readonly atMs: number;
}

/** As much of a report as must stand in a message that carries it: layout may differ, words may not. */
const wordsOf = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ').trim();
const opening = 300;

/** A notice carries the report where its text has the report's opening; a receipt without a text belongs to the notice of its id. Throws a `Problem` for a line that is no JSON. */
export function proofsIn(ndjson: string, file: string, report: string, panel: PanelListing | undefined): readonly Proof[] {
  const customers = new Map((panel?.named ?? []).flatMap(({ id, keys }) => [[id, id] as const, ...keys.map((key) => [key, id] as const)]));
  const moves = ndjson.split('\n').flatMap((text, at) => {
    if (text === '') return [];
    try {
      return [line.safeParse(JSON.parse(text)).data].filter((found) => found !== undefined);
    } catch {
      throw new Problem({ expected: 'a line of JSON, as `gameday receivers --out` writes them', got: text.slice(0, 80), where: `${file}, line ${at + 1}` });
    }
  });
  const carried = wordsOf(report).slice(0, opening);
  const carrying = new Set(moves.flatMap(({ text, notice }) => (text !== undefined && wordsOf(text).includes(carried) ? [notice] : [])));
  return moves.flatMap(({ notice, to, rung, channel, atMs }) => {
    const customer = customers.get(to) ?? customers.get(addressKey(to));
    return carrying.has(notice) && customer !== undefined ? [{ customer, rung, channel, atMs }] : [];
  });
}
