/** Holds how hosts are found in the texts that configure a program, and which Service of the namespace one of them means. */

export interface Address {
  readonly host: string;
  readonly port?: number;
}

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
const dotted = `${label}(?:\\.${label})*`;
/** An URL; what stands before an @ is a name and a password, and is skipped unread. */
const url = new RegExp(`[a-z][a-z0-9+.-]*://(?:[^\\s/]*@)?(${dotted})(?::(\\d{1,5}))?`, 'gi');
/** `host:port`, as in lists of brokers. */
const hostPort = new RegExp(`(?<![\\w.@:/-])(?:[^\\s/@:,]+:[^\\s/@,]+@)?(${dotted}):(\\d{2,5})(?![\\w.:])`, 'gi');
const bare = new RegExp(`^(${dotted})$`, 'i');
const address = /^\d+(?:\.\d+){0,3}$/;

const found = (host: string, port?: string): Address => ({ host: host.toLowerCase(), ...(port !== undefined && { port: Number(port) }) });
const isElsewhere = ({ host }: Address) => host !== 'localhost' && !host.startsWith('127.') && host !== '0.0.0.0';

/** Every host in a text that is surely one: in an URL, with a port, or alone and known as a Service. */
export function addressesIn(text: string, isService: (host: string) => boolean): readonly Address[] {
  const urls = [...text.matchAll(url)].map(([, host = '', port]) => found(host, port));
  const pairs = [...text.replaceAll(url, ' ').matchAll(hostPort)].map(([, host = '', port]) => found(host, port)).filter(({ host }) => !address.test(host) || host.split('.').length === 4);
  const alone = text.split(/[\s,;]+/).flatMap((word) => (bare.test(word) && isService(word.toLowerCase()) ? [found(word)] : []));
  const all = [...urls, ...pairs, ...alone].filter(isElsewhere);
  return all.filter((one, n) => all.findIndex((other) => other.host === one.host && (other.port === one.port || one.port === undefined)) === n);
}

/** The Service that a host means inside a namespace, by any of its names in DNS. */
export function serviceOf(host: string, namespace: string, services: readonly string[]): string | undefined {
  const [name = '', ...rest] = host.replace(/\.$/, '').split('.');
  const end = rest.join('.');
  const here = end === '' || end === namespace || end === `${namespace}.svc` || end === `${namespace}.svc.cluster.local`;
  return here && services.includes(name) ? name : undefined;
}
