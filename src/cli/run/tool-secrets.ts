/** Holds what teams' tools sign their messages with: given by the environment, or made for the run. */
import { freshSecret } from '../../worlds/secret.ts';

const prefix = 'GAMEDAY_SECRET_';

/** By the receiver's kind: `GAMEDAY_SECRET_PAGERDUTY` is that of `pagerduty`. Not by the scenario, which is in the record. */
export const givenSecrets = (env: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).flatMap(([name, value = '']) => (name.startsWith(prefix) && value !== '' ? [[name.slice(prefix.length).toLowerCase(), value] as const] : [])));

/** A tool for which none was given has one of its own, the same each time it is asked for. */
export function toolSecrets(given: Readonly<Record<string, string>>): (kind: string) => string {
  const made = new Map<string, string>();
  return (kind) => {
    const secret = given[kind] ?? made.get(kind) ?? freshSecret();
    made.set(kind, secret);
    return secret;
  };
}
