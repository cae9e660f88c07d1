/** Holds what guards a team's own system against traffic that changes state: refused, until a canary showed that all of it ends in a sink. */
import { randomBytes } from 'node:crypto';
import type { Http } from '../../../ports/http.ts';
import type { Clock } from '../../../ports/time.ts';
import { Problem } from '../../../problem.ts';
import type { ClusterSettings, SyntheticSettings } from '../settings.ts';

const where = 'world.settings.cluster.synthetic';
const sinkMs = 10_000;
const answerMs = 3000;
const lookMs = 250;

/** The practice range has nobody real in it. */
export function refusalsOfState({ entries, synthetic }: Pick<ClusterSettings, 'entries' | 'synthetic'>, changes: readonly string[]): readonly string[] {
  if (entries === undefined || synthetic !== undefined) return [];
  return changes.map((change) => `${change}: on a team's own system that may lock real accounts or write to real people. Name synthetic accounts and a sink in ${where}, which a canary proves before each drill, or leave it out.`);
}

export interface SinkProof {
  readonly run: string;
  readonly synthetic: SyntheticSettings;
  readonly http: Http;
  readonly clock: Clock;
}

/** Posts one canary and waits until its sink shows it. Rejects with what was seen instead, before anything else is done. */
export async function proveSink({ run, synthetic: { canary }, http, clock }: SinkProof, stop: AbortSignal): Promise<void> {
  const nonce = `gameday-${run}-${randomBytes(4).toString('hex')}`;
  const limit = () => clock.deadline(answerMs, stop);
  const next = 'Until a canary was seen there, nothing shows that no real person is written to: put the address, its body or the sink right.';
  const said = (answer: { readonly status: number; readonly error?: string }) => (answer.status === 0 ? (answer.error ?? 'no answer') : `status ${answer.status}`);

  const posted = await http.fetch({ url: canary.url, method: 'POST', headers: { 'content-type': 'application/json' }, body: canary.body.replaceAll('{nonce}', nonce) }, limit());
  if (posted.status < 200 || posted.status >= 300) throw new Problem({ expected: `${canary.url} to take a canary`, got: said(posted), where: `${where}.canary.url`, next });

  const untilMs = clock.now() + sinkMs;
  for (;;) {
    const sink = await http.fetch({ url: canary.expect }, limit());
    if (sink.status === 200 && sink.body.includes(nonce)) return;
    if (stop.aborted || clock.now() >= untilMs) throw new Problem({ expected: `the canary ${nonce} in the sink ${canary.expect} within ${sinkMs / 1000} s`, got: sink.status === 200 ? 'a sink without it' : said(sink), where: `${where}.canary.expect`, next });
    await clock.sleep(lookMs, stop);
  }
}
