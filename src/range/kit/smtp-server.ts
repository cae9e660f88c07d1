/** Holds smtp-server, got by `require`: as an ES module it imports Node's HTTP, which costs what node-http.ts says, in the relay's process and in the runner's. */
import { createRequire } from 'node:module';

export const { SMTPServer } = createRequire(import.meta.url)('smtp-server') as typeof import('smtp-server');
