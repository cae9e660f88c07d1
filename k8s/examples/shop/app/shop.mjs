/** Holds a small shop: a page for its users that asks the payment service for each request, and its counters. */
import { createServer, get } from 'node:http';

const payments = process.env.PAYMENTS_URL ?? 'http://payments';
let requests = 0;
let failures = 0;

/** A connection each, and no waiting beyond what a customer bears. */
const ask = (url) =>
  new Promise((resolve, reject) => {
    const asked = get(url, { agent: false, timeout: 5000 }, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.once('end', () => resolve({ status: answer.statusCode, body: Buffer.concat(parts).toString() }));
      answer.once('error', reject);
    });
    asked.once('timeout', () => asked.destroy(new Error('the payment service does not answer')));
    asked.once('error', reject);
  });

async function page(response) {
  requests += 1;
  try {
    const { status, body } = await ask(`${payments}/methods`);
    if (status !== 200) throw new Error(`the payment service answers ${status}`);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ shop: 'open', pay: JSON.parse(body) }));
  } catch (error) {
    failures += 1;
    response.writeHead(502, { 'content-type': 'text/plain' }).end(`${error.message}\n`);
  }
}

const metrics = () => `# TYPE shop_requests_total counter\nshop_requests_total ${requests}\n# TYPE shop_failures_total counter\nshop_failures_total ${failures}\n`;

const server = createServer((request, response) => {
  if (request.url === '/healthz') response.end('ok\n');
  else if (request.url === '/metrics') response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(metrics());
  else void page(response);
});
server.listen(8080);
process.once('SIGTERM', () => server.close(() => process.exit(0)));
