/** Holds what a service of the range is, as one file writes it, and the usual way to run one: a data port, a control port, a tally. */
import type { RequestListener, Server } from 'node:http';
import { z } from 'zod';
import { address, urlOf } from '../address.ts';
import { type Control, serveControl } from './control.ts';
import { withHealth } from './health.ts';
import { listen, shut } from './listen.ts';
import type { Tally } from './tally.ts';

export interface Running {
  readonly data?: string;
  readonly control: string;
  close(): Promise<void>;
}

export interface ServiceFile<S extends z.ZodType = z.ZodType> {
  readonly settings: S;
  start(settings: z.output<S>): Promise<Running>;
}

export const serviceFile = <S extends z.ZodType>(file: ServiceFile<S>): ServiceFile<S> => file;

/** The addresses that most services take. */
export const ports = { data: address, control: address };
export const controlPort = { control: address };

interface Parts {
  readonly settings: { readonly data: z.output<typeof address>; readonly control: z.output<typeof address> };
  readonly tally: Tally;
  readonly handle: RequestListener;
  readonly control?: Control;
}

/** Opens both ports; if the second can't be opened the first is closed again. */
export async function httpService({ settings, tally, handle, control }: Parts): Promise<Running> {
  const data = await listen(settings.data, withHealth(handle));
  let desk: Server;
  try {
    desk = await serveControl(settings.control, tally, control);
  } catch (thrown) {
    await shut(data);
    throw thrown;
  }
  return { data: urlOf(settings.data), control: urlOf(settings.control), close: async () => void (await Promise.all([shut(data), shut(desk)])) };
}
