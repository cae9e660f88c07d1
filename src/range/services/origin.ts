/** Holds what the product origins share: they answer through a small function after the time the work takes, and say who served. */
import type { RequestListener } from 'node:http';
import { answer, type Control, type Reply } from '../kit/control.ts';
import type { Tally } from '../kit/tally.ts';

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A data-path handler over a control-like function; every answer carries `x-served-by`. */
export function originHandler(name: string, tally: Tally, control: Control): RequestListener {
  const headers = { 'x-served-by': name };
  return (request, response) => {
    const startedMs = performance.now();
    tally.counts.received += 1;
    tally.saw(request.headers['x-probe-nonce']);
    void answer(request, response, control, headers).then((status) => {
      if (status >= 500) tally.counts.failed += 1;
      else tally.counts.forwarded += 1;
      tally.answered(status, performance.now() - startedMs);
    });
  };
}

/** A page of a product: two kilobytes of HTML. */
export function page(product: string, path: readonly string[]): Reply {
  const title = path.slice(1).join(' / ').replace(/[<>&"]/g, '') || 'home';
  const text = `<!doctype html><title>${product}: ${title}</title><link rel="stylesheet" href="/${product}/assets/site.css"><h1>${title}</h1>${filler}`;
  return { status: 200, text, type: 'text/html; charset=utf-8' };
}
const filler = '<p>A customer asks, another customer answers.</p>'.repeat(40);
