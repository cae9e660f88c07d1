/** Holds the program `outpost`: a runner's way into the network of a cluster's namespace, until SIGTERM. */
import { parseArgs } from 'node:util';
import { startOutpost } from '../outpost/start.ts';
import { Problem, reasonOf } from '../problem.ts';

function listenAt(option: string, text: string) {
  const [, host = '', port = ''] = /^(.+):(\d{1,5})$/.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) throw new Problem({ expected: 'HOST:PORT', got: text, where: option });
  return { host, port: Number(port) };
}

try {
  const { values } = parseArgs({ options: { serve: { type: 'string', default: '0.0.0.0:8700' }, tunnel: { type: 'string', default: '127.0.0.1:8701' }, namespace: { type: 'string' } } });
  if (values.namespace === undefined) throw new Problem({ expected: '--namespace NS', got: 'none', where: 'outpost', next: 'It connects to Services of that namespace alone.' });
  const outpost = await startOutpost({ serve: listenAt('--serve', values.serve), tunnel: listenAt('--tunnel', values.tunnel), namespace: values.namespace });
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void outpost.close().then(() => process.exit(0)));
  process.stdout.write(`${JSON.stringify({ serve: outpost.serve, tunnel: outpost.tunnel })}\n`);
} catch (thrown) {
  process.stderr.write(`${reasonOf(thrown)}\n`);
  process.exitCode = 1;
}
