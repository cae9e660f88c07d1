/**
 * Holds the loading of zod without its sixty languages: imported before zod is by anybody else, it saves a process 20 ms of work and 10 MB. Programs of
 * which many start at once begin with it.
 */
import { loadWith } from './load-with.ts';

await loadWith({ '/zod/v4/locales/index.js': import.meta.resolve('zod/v4/locales/en.js') }, () => import('zod'));
