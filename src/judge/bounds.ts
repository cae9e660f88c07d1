/** Holds how bounds are written down: the rubric's minutes, and shortfalls of shares. */
import type { Bounds } from '../record/events.ts';

export const minutes = (p: number, s: number, m: number) => (): Bounds => ({ p: p * 60_000, s: s * 60_000, m: m * 60_000 });
export const days = (p: number, s: number, m: number) => minutes(p * 24 * 60, s * 24 * 60, m * 24 * 60);
/** The rubric's shares in percent, kept as shortfalls: "99 %" is 0.01. */
export const percent = (p: number, s: number, m: number) => (): Bounds => ({ p: short(p), s: short(s), m: short(m) });
export const counts = (p: number, s: number, m: number) => (): Bounds => ({ p, s, m });

const short = (share: number) => Math.round((100 - share) * 1e6) / 1e8;
