/** Holds the search for a counter of requests in a Service's own metrics: the proof that a flood arrived. It reads one page of one pod. */
import type { V1Pod, V1Service } from '@kubernetes/client-node';
import { get } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ClusterClient } from '../api/client.ts';
import { refTo, types } from '../api/objects.ts';
import type { FoundCounter } from './found.ts';
import { isSelected } from './services.ts';
import { targetOf } from './speaks.ts';

const limitMs = 3000;
const bytesMax = 2_000_000;

/** Metrics that count requests, best first; those of a scrape or of failures say too little. */
const forms = [/^http_requests_total$/, /^http_server_requests?(?:_seconds_count|_total)$/, /(?:^|_)http_.*requests?_total$/, /(?:^|_)requests?(?:_received)?_total$/, /^http_request_duration_(?:seconds|ms|milliseconds)_count$/] as const;
const isNoise = (metric: string) => /promhttp|error|fail|reject|scrape|client|outgoing/.test(metric);

/** The metric of a Prometheus page that most surely counts what comes in; undefined where none does. */
export function requestCounter(page: string): string | undefined {
  const metrics = [...new Set([...page.matchAll(/^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{.*\})?\s+[0-9.eE+]+/gm)].map(([, metric = '']) => metric))].filter((metric) => !isNoise(metric));
  return forms.flatMap((form) => metrics.filter((metric) => form.test(metric)))[0];
}

/** One page over a connection that is there already; undefined where nothing like it is answered. */
function fetched(connection: Duplex, path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const give = (page: string | undefined) => (clearTimeout(timer), connection.destroy(), resolve(page));
    const timer = setTimeout(() => give(undefined), limitMs);
    const request = get({ createConnection: () => connection, host: 'localhost', path, headers: { connection: 'close', accept: 'text/plain' } }, (response) => {
      if (response.statusCode !== 200) return give(undefined);
      let page = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => void ((page += chunk), page.length > bytesMax && give(page)));
      response.on('end', () => give(page));
      return response.on('error', () => give(undefined));
    });
    request.on('error', () => give(undefined));
  });
}

/** Looks where the pods say that their metrics are (`prometheus.io/port` and `path`), else at `/metrics` of each port; undefined where nothing counts requests, or may not be asked. */
export async function counterOf(client: ClusterClient, name: string): Promise<FoundCounter | undefined> {
  const service = await client.read<V1Service>(refTo(types.Service, name));
  const pods = await client.list<V1Pod>(types.Pod).catch(() => []);
  const pod = pods.find(({ metadata, status }) => isSelected(service?.spec?.selector, metadata?.labels) && status?.phase === 'Running');
  if (service === undefined || pod === undefined) return undefined;
  const said = { ...service.metadata?.annotations, ...pod.metadata?.annotations };
  const path = said['prometheus.io/path'] ?? '/metrics';
  const ports = (service.spec?.ports ?? []).filter(({ protocol = 'TCP' }) => protocol === 'TCP');
  for (const port of ports) {
    const target = targetOf(port, pod.spec?.containers ?? []);
    // A port that no port of the Service leads to can't be asked during a drill.
    if (target === undefined || (said['prometheus.io/port'] !== undefined && ports.length > 1 && Number(said['prometheus.io/port']) !== target)) continue;
    const connection = await client.forward(pod.metadata?.name ?? '', target).catch(() => undefined);
    const page = connection === undefined ? undefined : await fetched(connection, path);
    const metric = page === undefined ? undefined : requestCounter(page);
    if (metric !== undefined) return { service: name, port: port.port, path, metric };
  }
  return undefined;
}
