/**
 * Holds the client addresses of the practice internet, all in 198.18.0.0/15 (set aside for tests by RFC 2544). Homes, shared addresses and bots
 * lie scattered through the same block, so that no prefix tells them apart.
 */
import type { Draw } from './chance.ts';
import { below } from './chance.ts';

const blockSize = 2 ** 17;
const sharedFrom = blockSize - 64;
const botsFrom = 50_000;

/** An odd factor keeps the scattering one to one. */
function scattered(n: number): string {
  const place = Math.imul(n, 40_503) & (blockSize - 1);
  return `198.${18 + (place >> 16)}.${(place >> 8) & 255}.${place & 255}`;
}

export const homeAddress = (home: number): string => scattered(home % botsFrom);

/** Offices, carriers and schools: many users behind one address. */
export const sharedCount = 24;
export const sharedAddress = (shared: number): string => scattered(sharedFrom + (shared % sharedCount));

/** A bot's address. The part `overlap` of a botnet sits on machines of legitimate users, half of those behind shared addresses. */
export function botAddress(bot: number, overlap: number, draw: Draw): string {
  const place = draw();
  if (place < overlap / 2) return sharedAddress(below(draw, sharedCount));
  if (place < overlap) return homeAddress(below(draw, 4000));
  return scattered(botsFrom + (bot % (sharedFrom - botsFrom)));
}
