/** Holds how a journal's lines are chained: each carries the hash of the hash before it and of its own bytes. */
import { hash } from 'node:crypto';

/** What stands for the hash before the first line of all. */
export const genesis = '0'.repeat(64);

const opening = ',"hash":"';
const closing = '"}';
/** Length of `,"hash":"<64 digits>"}`, with which each line ends. */
export const sealLength = opening.length + 64 + closing.length;

/** The hash of a line: SHA-256 over the hash before it and the line's bytes before `,"hash"`. */
export const hashOf = (before: string, body: string): string => hash('sha256', before + body, 'hex');

/** What follows a line's body: its hash. */
export const sealOf = (own: string): string => opening + own + closing;

/** A whole line, from the JSON text of an event. */
export function seal(before: string, json: string): { line: string; hash: string } {
  const body = json.slice(0, -1);
  const own = hashOf(before, body);
  return { line: `${body}${sealOf(own)}\n`, hash: own };
}

/** Takes a line (without its line break) apart; undefined where it doesn't end in a hash. */
export function unseal(line: string): { body: string; hash: string } | undefined {
  const at = line.length - sealLength;
  if (at <= 0 || !line.startsWith(opening, at) || !line.endsWith(closing)) return undefined;
  return { body: line.slice(0, at), hash: line.slice(at + opening.length, -closing.length) };
}
