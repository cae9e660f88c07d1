/** Holds the shop's payment service: how one can pay, and whether it is well. */
import { createServer } from 'node:http';

const server = createServer((request, response) => {
  if (request.url === '/healthz') response.end('ok\n');
  else if (request.url === '/methods') response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(['card', 'invoice']));
  else response.writeHead(404).end();
});
server.listen(8080);
process.once('SIGTERM', () => server.close(() => process.exit(0)));
