/** Holds how a secret is made: 128 bits from the machine, never from a run's seed, which is in its record. */
import { randomBytes } from 'node:crypto';

/** 22 characters that need no escaping in a URL. */
export const freshSecret = (): string => randomBytes(16).toString('base64url');
