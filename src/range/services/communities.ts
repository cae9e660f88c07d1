/** Holds the communities origin: pages, an expensive search, login, posts that the ledger keeps, and the version that was deployed last. */
import { z } from 'zod';
import { address } from '../address.ts';
import { asks, type Control, ok, take } from '../kit/control.ts';
import { Agent } from '../kit/node-http.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { originSettings } from '../settings.ts';
import { call } from './call.ts';
import { originHandler, page, pause } from './origin.ts';

const settings = z.strictObject({ ...ports, origin: originSettings.prefault({}), ledger: address, ledgerTimeoutMs: z.number().int().positive().default(5000), version: z.string().default('1') });
const post = z.looseObject({ id: z.string().min(1), text: z.string() });
const deployed = z.strictObject({ version: z.string().min(1) });

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('communities');
    const agent = new Agent({ keepAlive: true });
    const { pageMs, searchMs, loginMs } = given.origin;
    let { version } = given;

    const write = async (body: unknown) => {
      const { id, text } = take(post, body);
      const kept = await call({ to: given.ledger, method: 'POST', path: '/entries', json: { id, text }, timeoutMs: given.ledgerTimeoutMs, agent });
      if (kept.status === 200 || kept.status === 201) return { status: 201, json: { id } };
      if (kept.status === 409) return { status: 409, json: { error: `post ${id} exists with another text` } };
      return { status: 503, json: { error: `the ledger did not take the post: ${kept.status === 0 ? kept.body : kept.status}` } };
    };
    const product: Control = async (ask) => {
      if (ask.path[0] !== 'communities') return undefined;
      if (asks(ask, 'GET', 'communities', 'version')) return ok({ version });
      if (asks(ask, 'POST', 'communities', 'posts')) return write(ask.body);
      if (asks(ask, 'POST', 'communities', 'login')) {
        await pause(loginMs);
        return ok({ loggedIn: true });
      }
      if (ask.method !== 'GET' && ask.method !== 'HEAD') return { status: 405, json: { error: 'pages can only be read' } };
      const search = ask.path[1] === 'search';
      await pause(search ? searchMs : pageMs);
      return search ? ok({ q: ask.query.get('q') ?? '', hits: [] }) : page('communities', ask.path);
    };
    const control: Control = (ask) => {
      if (asks(ask, 'GET', 'version')) return ok({ version });
      if (!asks(ask, 'PUT', 'version')) return undefined;
      version = take(deployed, ask.body).version;
      return ok({ version });
    };
    return httpService({ settings: given, tally, handle: originHandler('communities', tally, product), control });
  },
});
