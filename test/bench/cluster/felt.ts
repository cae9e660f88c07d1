/** Measures how soon new connections feel a toxic that is put on a proxy of the range: probes, one after the other, by the way of the drill's own. */
import type { Proxies } from '../../../src/ports/proxies.ts';
import { systemClock } from '../../../src/worlds/system-clock.ts';
import { eventually } from '../../cluster/kit.ts';
import { median, spread, type Row } from '../row.ts';
import { inOpened } from './opened.ts';
import type { BenchRange } from './range.ts';

const rounds = 10;
const probes = 5;
const addedMs = 300;
const proxy = 'social';
const limit = () => systemClock.deadline(5000);

/** One that was given up is only slower still. */
async function probeMs(proxies: Proxies): Promise<number> {
  const { outcome, ms } = await proxies.probe(proxy, limit());
  if (outcome !== 'ok' && outcome !== 'timeout') throw new Error(`expected an answer through proxy ${proxy}, got ${outcome} after ${ms} ms`);
  return ms;
}

interface Felt {
  readonly appliedMs: number;
  readonly feltMs: number;
  /** A probe before the toxic was as slow as one that meets it: then the machine may have been felt instead. */
  readonly noisy: boolean;
}

/** From the request for the toxic to the answer of the first probe that met it, after which none missed it: what is answered sooner than the toxic lets it has. */
async function feltAfter(proxies: Proxies, name: string): Promise<Felt> {
  const before: number[] = [];
  while (before.length < probes) before.push(await probeMs(proxies));
  try {
    const asked = performance.now();
    await proxies.addToxic(proxy, { name, type: 'latency', stream: 'downstream', toxicity: 1, attributes: { latency: addedMs, jitter: 0 } }, limit());
    const appliedMs = performance.now() - asked;
    let felt: number | undefined;
    for (let i = 0; i < probes; i++) felt = (await probeMs(proxies)) < addedMs ? undefined : (felt ?? performance.now() - asked);
    return { appliedMs, feltMs: felt ?? Infinity, noisy: before.some((ms) => ms >= addedMs) };
  } finally {
    await proxies.removeToxic(proxy, name, limit());
  }
}

export const felt = ({ name: namespace }: BenchRange): Promise<Row[]> =>
  inOpened({ namespace, run: 'bench-felt' }, async ({ world }) => {
    await eventually(`an answer through proxy ${proxy}`, 30_000, async () => (await world.proxies.probe(proxy, limit())).outcome === 'ok');
    const all: Felt[] = [];
    while (all.length < rounds) all.push(await feltAfter(world.proxies, `bench-${all.length}`));
    const took = all.map((each) => each.feltMs);
    const note = `worst of ${rounds}, median ${Math.round(median(took))}, ${spread(took)}; from asking for a latency of ${addedMs} ms, itself included, to the first slow answer; the toxic was in place after ${Math.round(median(all.map((each) => each.appliedMs)))} ms; in ${all.filter(({ noisy }) => noisy).length} rounds the machine alone was as slow`;
    return [{ name: 'fault applied to felt on new connections', measured: Math.max(...took), limit: 1000, want: 'at most', unit: 'ms', note }];
  });
