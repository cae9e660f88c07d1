/** Holds the plan of a whole range: which service listens where, which proxies stand between them, and what each is told. */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Problem } from '../problem.ts';
import { type Address, type ProxyPlan, proxied, type RangePlan, type Service, type ServicePlan, services } from './contract.ts';
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

/**
 * Plans a range. Edge to origins, router to partners and communities to ledger go through Toxiproxy, and so do mail's submitters, who
 * take the `mail` proxy's listen address. Router to edge and partner to edge are direct, so that a flood can't lock up Toxiproxy's API.
 * `webhookUrl` is where the watchman notifies; without it, where the settings say, or nowhere.
 */
export function planRange(settings: RangeSettings, ports: Ports, webhookUrl?: string): RangePlan {
  const pick = picker(ports);
  const next = (): Address => ({ host, port: pick() });
  const control = Object.fromEntries(services.map((service) => [service, next()])) as Record<Service, Address>;
  const data = Object.fromEntries(services.filter((service) => !withoutData.includes(service)).map((service) => [service, next()])) as Record<Service, Address>;
  const proxies: ProxyPlan[] = proxyNames.map((name) => ({ name, protocol: proxied[name], listen: next(), upstream: data[name] }));
  const through = Object.fromEntries(proxies.map(({ name, listen }) => [name, listen])) as Record<keyof typeof proxied, Address>;

  const { passphrase, origins } = settings;
  const webhook = webhookUrl ?? settings.watchman.webhook;
  const told: Readonly<Record<Service, Readonly<Record<string, unknown>>>> = {
    ledger: {},
    communities: { origin: origins.communities, ledger: through.ledger },
    social: { origin: origins.social },
    portal: {},
    deploy: { communities: control.communities },
    mail: { mail: settings.mail },
    status: {},
    directory: { audience: settings.audience },
    edge: { ...settings.edge, passphrase, upstreams: { communities: through.communities, social: through.social, portal: through.portal, deploy: through.deploy } },
    'partner-a': { partner: settings.partners.a, passphrase, edge: data.edge },
    'partner-b': { partner: settings.partners.b, passphrase, edge: data.edge },
    router: { passphrase, upstreams: { edge: data.edge, 'partner-a': through['partner-a'], 'partner-b': through['partner-b'] } },
    watchman: { watchman: { ...settings.watchman, ...(webhook !== undefined && { webhook }) }, targets: { edge: control.edge, router: control.router }, relay: through.mail },
  };
  const plans = services.map((service): ServicePlan => {
    const at = withoutData.includes(service) ? { control: control[service] } : { data: data[service], control: control[service] };
    return { service, ...at, settings: { ...at, ...told[service] } };
  });
  return { services: plans, proxies };
}

/** The arguments of one service's process, after the program's own path. */
export const serviceArguments = ({ service, settings }: ServicePlan): readonly string[] => [service, '--settings', JSON.stringify(settings)];

/** What a service's process may be given besides: with compiled code at hand from its first file on, it is ready with half the work. */
export const serviceEnvironment = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') } as const;
