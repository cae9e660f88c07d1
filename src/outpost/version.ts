/** Holds the version of the package that this is part of: a runner and the outpost that it reaches should have the same. */
import { readFileSync } from 'node:fs';

export const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { readonly version: string };
