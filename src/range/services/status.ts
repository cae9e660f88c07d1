/** Holds the status page: outside the edge, with a page for people, an API for readers, and a control request to publish. */
import { z } from 'zod';
import { answer, asks, type Control, ok, take } from '../kit/control.ts';
import { httpService, ports, serviceFile } from '../kit/service.ts';
import { createTally } from '../kit/tally.ts';

const settings = z.strictObject({ ...ports });
const notice = z.strictObject({ id: z.string().min(1), title: z.string().min(1), text: z.string(), nextUpdateMs: z.number().positive().optional().describe('promised wait until the next notice') });
type Shown = z.output<typeof notice> & { readonly atMs: number };

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character] ?? character);

/** Newest first. Whatever a notice says is shown as text, never as markup. */
export function statusHtml(notices: readonly Shown[]): string {
  const articles = notices.toReversed().map(({ title, text, atMs, nextUpdateMs }) => {
    const next = nextUpdateMs === undefined ? '' : `<p>Next update by <time>${new Date(atMs + nextUpdateMs).toISOString()}</time></p>`;
    return `<article><h2>${escaped(title)}</h2><p><time>${new Date(atMs).toISOString()}</time></p><p>${escaped(text)}</p>${next}</article>`;
  });
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Status</title><h1>Status</h1>${articles.join('') || '<p>All systems operational.</p>'}</html>`;
}

export default serviceFile({
  settings,
  async start(given) {
    const tally = createTally('status');
    const notices: Shown[] = [];
    const api: Control = (ask) => (asks(ask, 'GET', 'notices') ? ok(notices) : undefined);
    const publish: Control = (ask) => {
      if (asks(ask, 'POST', 'forget')) notices.length = 0;
      if (!asks(ask, 'POST', 'notices')) return undefined;
      const wanted = take(notice, ask.body);
      const known = notices.find(({ id }) => id === wanted.id);
      if (known === undefined) {
        const atMs = Date.now();
        notices.push({ ...wanted, atMs });
        return { status: 201, json: { id: wanted.id, atMs } };
      }
      const same = known.title === wanted.title && known.text === wanted.text && known.nextUpdateMs === wanted.nextUpdateMs;
      return same ? ok({ id: known.id, atMs: known.atMs }) : { status: 409, json: { error: `notice ${wanted.id} was published with another text` } };
    };
    return httpService({
      settings: given,
      tally,
      control: publish,
      handle(request, response) {
        const startedMs = performance.now();
        tally.counts.received += 1;
        tally.counts.forwarded += 1;
        if (request.url === '/' || request.url === '/index.html') {
          response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(statusHtml(notices));
          return tally.answered(200, performance.now() - startedMs);
        }
        void answer(request, response, api).then((status) => tally.answered(status, performance.now() - startedMs));
      },
    });
  },
});
