/** Holds a way in outside any cluster at an address of its own: a rule leads it straight to the origin, which carries little, or to the partner, which strips a flood. */
import { createServer, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { closed, listenAt, originAt, type Outside, partnerAt } from './rig.ts';

export const frontAt = '127.0.0.6';
/** What the origin's own line carries. */
const carriesRps = 30;
/** Pages with a query that no cache has seen, as a flood of the shape `cache-busting` asks for. */
const isFlood = (path: string) => /^\/\w+\/\?/.test(path);

export async function makeFront(outside: Outside) {
  let to: typeof originAt | typeof partnerAt = originAt;
  let received = 0;
  let second = { n: 0, came: 0 };
  const sink: string[] = [];
  const crowded = () => {
    const n = Math.floor(performance.now() / 1000);
    second = n === second.n ? { n, came: second.came + 1 } : { n, came: 1 };
    return second.came > carriesRps;
  };
  const server = createServer((asked, answer) => {
    const path = asked.url ?? '/';
    if (path === '/metrics') return void answer.end(`requests_total ${received}\n`);
    if (path === '/sink') return void answer.end(sink.join('\n'));
    if (path === '/.well-known/gameday.txt') return forward();
    received += 1;
    if (asked.method === 'POST') return void text(asked).then((body) => (sink.push(body), answer.writeHead(201).end()));
    if (to === partnerAt && isFlood(path)) return void answer.writeHead(403).end();
    if (to === originAt && crowded()) return void answer.writeHead(503).end();
    return forward();
    function forward(): void {
      const onward = request({ host: to, port: outside.port, path, method: asked.method, headers: asked.headers, agent: false }, (came) => {
        answer.writeHead(came.statusCode ?? 502, came.headers);
        came.pipe(answer);
      });
      onward.once('error', () => answer.writeHead(502).end());
      asked.pipe(onward);
    }
  });
  const port = await listenAt(server, frontAt, 0);
  return {
    url: `http://${frontAt}:${port}`,
    /** By its rule, and by DNS. */
    divert: () => {
      outside.divert();
      to = partnerAt;
    },
    back: () => {
      outside.back();
      to = originAt;
    },
    close: () => closed(server),
  };
}
