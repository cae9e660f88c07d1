/** Holds the simulated world to the contracts that the real tools pass. */
import { simulatedKind } from '../../../src/worlds/simulated/index.ts';
import { httpContract } from '../../contracts/http.ts';
import { loadContract } from '../../contracts/load.ts';
import { mailContract } from '../../contracts/mail.ts';
import { phoneContract } from '../../contracts/phone.ts';
import { proxiesContract } from '../../contracts/proxies.ts';

const run = 'contract';

/** A capability whose every call passes under the virtual clock, so that a suite written for real time drives it. */
function clocked<T extends object>(capability: T, within: <R>(work: () => Promise<R>) => Promise<R>): T {
  return new Proxy(capability, {
    get: (target, name) => {
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? (...words: unknown[]) => within(async () => Reflect.apply(member, target, words) as unknown) : member;
    },
  });
}

async function open(given: object = {}) {
  const kind = simulatedKind();
  const settings = kind.settings?.parse(given) ?? {};
  const stop = new AbortController().signal;
  const opened = await kind.open({ run, seed: 1, settings: JSON.parse(JSON.stringify(settings)), receive: async () => ({ status: 200, body: '', contentType: 'text/plain' }), born: () => {}, died: () => {}, logs: '' }, stop);
  const within = <R>(work: () => Promise<R>) => kind.clock(run).run(work);
  return { opened, within, close: async () => void (await opened.close(stop)) };
}

proxiesContract('the simulated world', async () => {
  const { opened, within, close } = await open();
  return { proxies: clocked(opened.world.proxies, within), http: 'communities', smtp: 'mail', close };
});

mailContract('the simulated world', async () => {
  const { opened, within, close } = await open();
  return { mail: clocked(opened.world.mail, within), slowMs: 60, sleep: (ms) => within(() => opened.world.clock.sleep(ms)), close };
});

phoneContract('the simulated world', async () => {
  const { opened, within, close } = await open({ hotline: { lines: [{ name: 'hotline', lines: 2 }, { name: 'next-number', lines: 1 }], voicemailAfterMs: 5000 } });
  const { phone, plays } = opened.world;
  return { phone: clocked(phone, within), desk: clocked(plays, within), voicemailAfterMs: 5000, sleep: (ms) => within(() => opened.world.clock.sleep(ms)), close };
});

httpContract('the simulated world', async () => {
  const { opened, within, close } = await open();
  return { http: clocked(opened.world.http, within), good: opened.world.entries.places().statusPage, nobody: 'http://nobody.sim/', close };
});

loadContract('the simulated world', async () => {
  const { opened, within, close } = await open();
  const { world } = opened;
  // Names are told without any time passing.
  const load = { ...clocked(world.load, within), names: () => world.load.names() };
  return {
    load,
    target: world.entries.places().entries['front'] ?? '',
    counted: async () => (await world.entries.counts(new AbortController().signal))['router']?.received ?? 0,
    // Less than one request for each of seven classes in two regions.
    untoldMax: 14,
    sleep: (ms) => within(() => world.clock.sleep(ms)),
    now: () => world.clock.now(),
    kill: (change) => load.kill(change, new AbortController().signal),
    close,
  };
});
