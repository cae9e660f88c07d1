/** Holds what toxics do to one exchange, as measured on Toxiproxy 2.12.0: how much longer it takes, or how it ends. */
import type { ProxyState, Toxic } from '../../ports/proxies.ts';
import type { ProbeOutcome } from '../../record/events.ts';

export interface Exchange {
  /** Bytes of the answer, which bandwidth, slicer and limit-data work on. */
  readonly bytes: number;
  /** After how long whoever waits gives up. */
  readonly patienceMs: number;
}

export interface Fate {
  readonly outcome: ProbeOutcome;
  readonly addedMs: number;
}

const attribute = (toxic: Toxic, name: string) => toxic.attributes[name] ?? 0;

function one(toxic: Toxic, { bytes, patienceMs }: Exchange): Fate {
  const slower = (ms: number): Fate => ({ outcome: 'ok', addedMs: ms });
  switch (toxic.type) {
    case 'latency':
      return slower(attribute(toxic, 'latency'));
    case 'bandwidth':
      return attribute(toxic, 'rate') === 0 ? { outcome: 'timeout', addedMs: patienceMs } : slower(bytes / attribute(toxic, 'rate'));
    case 'slow_close':
      return slower(attribute(toxic, 'delay'));
    case 'slicer':
      return slower((Math.ceil(bytes / Math.max(1, attribute(toxic, 'average_size'))) * attribute(toxic, 'delay')) / 1000);
    case 'timeout':
      return attribute(toxic, 'timeout') === 0 ? { outcome: 'timeout', addedMs: patienceMs } : { outcome: 'cut', addedMs: attribute(toxic, 'timeout') };
    case 'reset_peer':
      return { outcome: 'reset', addedMs: attribute(toxic, 'timeout') };
    case 'limit_data':
      return attribute(toxic, 'bytes') < bytes ? { outcome: 'cut', addedMs: 0 } : slower(0);
    default:
      return slower(0);
  }
}

/** All toxics of a proxy together: delays add up, each with the little that it adds itself; the first one that ends the exchange ends it. */
export function fate(proxy: ProxyState, exchange: Exchange, toxicMs: number): Fate {
  if (!proxy.enabled) return { outcome: 'refused', addedMs: 0 };
  let addedMs = 0;
  for (const toxic of proxy.toxics) {
    if (toxic.toxicity === 0) continue;
    const each = one(toxic, exchange);
    addedMs += each.addedMs + (each.addedMs > 0 ? toxicMs : 0);
    if (addedMs >= exchange.patienceMs) return { outcome: 'timeout', addedMs: exchange.patienceMs };
    if (each.outcome !== 'ok') return { outcome: each.outcome, addedMs };
  }
  return { outcome: 'ok', addedMs };
}
