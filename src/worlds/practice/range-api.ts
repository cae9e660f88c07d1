/** Holds the requests to the range's control ports: each with a limit of its own, each answer checked. */
import { z } from 'zod';
import { Problem, reasonOf } from '../../problem.ts';
import { urlOf } from '../../range/address.ts';
import type { Address, ServicePlan } from '../../range/contract.ts';
import { exchange } from '../../tools/http.ts';

/** Control ports carry no users' traffic; whoever answers later than this has hung. */
const limitMs = 3000;

/** Where each service answers, as this process reaches it. */
export type RangeServices = readonly { readonly service: ServicePlan['service']; readonly data?: Address | undefined; readonly control: Address }[];
type Service = ServicePlan['service'];

export interface RangeApi {
  /** Lets every service forget what earlier drills left in it. */
  forget(stop: AbortSignal): Promise<void>;
  get<S extends z.ZodType>(service: Service, path: string, schema: S, stop: AbortSignal): Promise<z.output<S>>;
  /** Undefined for 404. */
  find<S extends z.ZodType>(service: Service, path: string, schema: S, stop: AbortSignal): Promise<z.output<S> | undefined>;
  /** Sends JSON; `also` lists statuses beside 2xx whose body is an answer (409 to a swap). */
  send<S extends z.ZodType>(service: Service, method: 'PUT' | 'POST' | 'DELETE', path: string, body: unknown, schema: S, stop: AbortSignal, also?: readonly number[]): Promise<z.output<S>>;
}

export function rangeApi(services: RangeServices): RangeApi {
  const ask = async (service: Service, method: string, path: string, stop: AbortSignal, body?: unknown) => {
    const place = services.find((each) => each.service === service);
    if (place === undefined) throw new Problem({ expected: `a range with a service ${service}`, got: services.map((each) => each.service).join(', ') });
    const url = `${urlOf(place.control)}${path}`;
    const content = body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const limit = AbortSignal.any([stop, AbortSignal.timeout(limitMs)]);
    const answer = await exchange({ url, method, ...content }, limit).catch((cause: unknown) => {
      throw new Problem({ expected: `an answer of the range's ${service}`, got: limit.aborted && !stop.aborted ? `none within ${limitMs} ms` : reasonOf(cause), where: `${method} ${url}`, next: 'Its log says more.', cause });
    });
    return { answer, where: `${method} ${url}` };
  };
  const read = <S extends z.ZodType>(schema: S, text: string, where: string): z.output<S> => {
    try {
      return schema.parse(JSON.parse(text));
    } catch (cause) {
      throw new Problem({ expected: 'an answer as src/range/contract.ts has it', got: text.slice(0, 200), where, cause });
    }
  };
  const fine = (status: number, body: string, where: string, also: readonly number[] = []) => {
    if ((status < 200 || status > 299) && !also.includes(status)) throw new Problem({ expected: 'success', got: `${status} ${body.slice(0, 200)}`, where });
  };
  return {
    forget: async (stop) => {
      await Promise.all(services.map(async ({ service }) => {
        const { answer, where } = await ask(service, 'POST', '/forget', stop);
        fine(answer.status, answer.body, where);
      }));
    },
    get: async (service, path, schema, stop) => {
      const { answer, where } = await ask(service, 'GET', path, stop);
      fine(answer.status, answer.body, where);
      return read(schema, answer.body, where);
    },
    find: async (service, path, schema, stop) => {
      const { answer, where } = await ask(service, 'GET', path, stop);
      if (answer.status === 404) return undefined;
      fine(answer.status, answer.body, where);
      return read(schema, answer.body, where);
    },
    send: async (service, method, path, body, schema, stop, also) => {
      const { answer, where } = await ask(service, method, path, stop, body);
      fine(answer.status, answer.body, where, also);
      return read(schema, answer.body, where);
    },
  };
}

/** The status of a compare-and-swap that found another value; its body says which. */
export const otherValue = [409] as const;
