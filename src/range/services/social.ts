/** Holds the social-web origin: pages and a search. */
import { z } from 'zod';
import { type Control, ok } from '../kit/control.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';
import { originSettings } from '../settings.ts';
import { originHandler, page, pause } from './origin.ts';

const settings = z.strictObject({ ...ports, origin: originSettings.prefault({}) });

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('social');
    const product: Control = async (ask) => {
      if (ask.path[0] !== 'social') return undefined;
      const search = ask.path[1] === 'search';
      await pause(search ? given.origin.searchMs : given.origin.pageMs);
      return search ? ok({ q: ask.query.get('q') ?? '', hits: [] }) : page('social', ask.path);
    };
    return httpService({ settings: given, tally, handle: originHandler('social', tally, product) });
  },
});
