/** Holds the end of a local world: every process stopped, then proof that none runs and no port answers. */
import { connect } from 'node:net';
import type { Processes } from '../../ports/capabilities.ts';
import type { Child } from '../../record/events.ts';
import { reasonOf } from '../../problem.ts';
import type { LocalDescription } from './description.ts';

const graceMs = 500;
const portLimitMs = 300;

type Port = LocalDescription['toxiproxy']['api'] & { readonly of: string };

export function portsOf({ services, proxies, toxiproxy }: Pick<LocalDescription, 'services' | 'proxies' | 'toxiproxy'>): readonly Port[] {
  return [
    ...services.flatMap(({ service, data, control }) => [...(data === undefined ? [] : [{ ...data, of: service }]), { ...control, of: `${service}, control` }]),
    ...proxies.map(({ name, listen }) => ({ ...listen, of: `proxy ${name}` })),
    { ...toxiproxy.api, of: 'Toxiproxy, control' },
  ];
}

/** True when something accepts connections there, or keeps them waiting. */
export function answers({ host, port }: { readonly host: string; readonly port: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.setTimeout(portLimitMs, () => settle(true));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}

/**
 * Stops the children and returns what could not be stopped, as sentences; SIGKILL without a grace once `stop` has aborted.
 * Ports are tried only when one of the children still ran: long after a world is gone, its ports may serve somebody else.
 */
export async function stopAll(children: readonly Child[], ports: readonly Port[], processes: Processes, stop: AbortSignal): Promise<readonly string[]> {
  const alive = await Promise.all(children.map((child) => processes.alive(child)));
  const running = children.filter((_, at) => alive[at]);
  if (running.length === 0) return [];
  const stuck = await Promise.all(
    running.map((child) =>
      processes.stop(child, stop.aborted ? 0 : graceMs).then(
        () => undefined,
        (thrown: unknown) => `process ${child.pid} (${child.name}) could not be stopped: ${reasonOf(thrown)}`,
      ),
    ),
  );
  const open = await Promise.all(ports.map(async (port) => ((await answers(port)) ? `port ${port.port} (${port.of}) still answers` : undefined)));
  return [...stuck, ...open].filter((sentence) => sentence !== undefined);
}
