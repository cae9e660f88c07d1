/** Holds the plan of a whole range: which service listens where, which proxies stand between them, and what each is told; on one machine, or in pods. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { anyInterface } from './address.ts';
import { type Address, type ProxyPlan, proxied, type RangePlan, type Service, type ServicePlan, services, settingsVariable } from './contract.ts';
import type { RangeSettings } from './settings.ts';

const host = '127.0.0.1';
const withoutData: readonly Service[] = ['directory', 'watchman'];
const proxyNames = Object.keys(proxied) as (keyof typeof proxied)[];

/** How many ports a plan takes: a control port each, a data port where there is one, and one for each proxy. */
export const portsNeeded = services.length * 2 - withoutData.length + proxyNames.length;

/** Where ports come from: a list, as `freePorts(portsNeeded)` finds it, or a function that gives one at a time. */
export type Ports = readonly number[] | (() => number);

function picker(ports: Ports): () => number {
  if (typeof ports === 'function') return ports;
  const left = ports.slice();
  return () => {
    const port = left.shift();
    if (port === undefined) throw new Problem({ expected: `${portsNeeded} ports`, got: String(ports.length), where: 'plan of the range', next: 'Use freePorts(portsNeeded).' });
    return port;
  };
}

/** Where the parts of a range are, as the others reach them. */
interface Site {
  control(service: Service): Address;
  data(service: Service): Address;
  proxy(name: keyof typeof proxied): Address;
  /** Where a service listens, from how the others reach it. */
  listens(at: Address): Address;
}

function onLoopback(ports: Ports): Site {
  const pick = picker(ports);
  const next = (): Address => ({ host, port: pick() });
  return { control: next, data: next, proxy: next, listens: (at) => at };
}

/** In pods each service has an address of its own, so that its ports can be the same everywhere. */
export const podPorts = { data: 8080, smtp: 2525, control: 8090, toxiproxy: 8474, firstProxy: 9001 } as const;

/** A Service of the namespace has the name of what answers behind it. */
const inPods: Site = {
  control: (service) => ({ host: service, port: podPorts.control }),
  data: (service) => ({ host: service, port: service === 'mail' ? podPorts.smtp : podPorts.data }),
  proxy: (name) => ({ host: 'toxiproxy', port: podPorts.firstProxy + proxyNames.indexOf(name) }),
  listens: ({ port }) => ({ host: anyInterface, port }),
};

/**
 * Edge to origins, router to partners and communities to ledger go through Toxiproxy, and so do mail's submitters, who take the `mail`
 * proxy's listen address. Router to edge and partner to edge are direct, so that a flood can't lock up Toxiproxy's API.
 */
function lay(settings: RangeSettings, site: Site, webhook: string | undefined): RangePlan {
  const control = Object.fromEntries(services.map((service) => [service, site.control(service)])) as Record<Service, Address>;
  const data = Object.fromEntries(services.filter((service) => !withoutData.includes(service)).map((service) => [service, site.data(service)])) as Record<Service, Address>;
  const proxies: ProxyPlan[] = proxyNames.map((name) => ({ name, protocol: proxied[name], listen: site.proxy(name), upstream: data[name] }));
  const through = Object.fromEntries(proxies.map(({ name, listen }) => [name, listen])) as Record<keyof typeof proxied, Address>;

  const { passphrase, origins } = settings;
  const told: Readonly<Record<Service, Readonly<Record<string, unknown>>>> = {
    ledger: {},
    communities: { origin: origins.communities, ledger: through.ledger },
    social: { origin: origins.social },
    portal: {},
    deploy: { communities: control.communities },
    mail: { mail: settings.mail },
    status: {},
    hotline: { hotline: settings.hotline },
    directory: { audience: settings.audience },
    edge: { ...settings.edge, passphrase, upstreams: { communities: through.communities, social: through.social, portal: through.portal, deploy: through.deploy } },
    'partner-a': { partner: settings.partners.a, passphrase, edge: data.edge },
    'partner-b': { partner: settings.partners.b, passphrase, edge: data.edge },
    router: { passphrase, upstreams: { edge: data.edge, 'partner-a': through['partner-a'], 'partner-b': through['partner-b'] } },
    watchman: { watchman: { ...settings.watchman, ...(webhook !== undefined && { webhook }) }, targets: { edge: control.edge, router: control.router }, relay: through.mail, mailboxes: control.mail },
  };
  const plans = services.map((service): ServicePlan => {
    const at = { ...(!withoutData.includes(service) && { data: data[service] }), control: control[service] };
    const listens = Object.fromEntries(Object.entries(at).map(([port, address]) => [port, site.listens(address)]));
    return { service, ...at, settings: { ...listens, ...told[service] } };
  });
  return { services: plans, proxies };
}

/** Plans a range on this machine. `webhookUrl` is where the watchman notifies; without it, where the settings say, or nowhere. */
export const planRange = (settings: RangeSettings, ports: Ports, webhookUrl?: string): RangePlan => lay(settings, onLoopback(ports), webhookUrl ?? settings.watchman.webhook);

/** `/receive/current/alertmanager` becomes `/receive/current/SECRET/alertmanager`. */
const withSecret = (url: string | undefined, secret: string | undefined) => (secret === undefined ? url : url?.replace(/[^/]*$/, (tool) => `${secret}/${tool}`));

/** Plans a range in pods of one namespace, each service behind a Service of its name, all proxies in the one `toxiproxy`; see `webhookSecretVariable`. */
export const planPods = (settings: RangeSettings, webhookSecret?: string): RangePlan => lay(settings, inPods, withSecret(settings.watchman.webhook, webhookSecret));

/**
 * What one service's process is given in its environment: its settings, since they hold secrets and command lines are for everybody to read; and with
 * compiled code at hand from its first file on, it is ready with half the work.
 */
export const serviceEnvironment = ({ settings }: Pick<ServicePlan, 'settings'>) => ({ [settingsVariable]: JSON.stringify(settings), NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') });
