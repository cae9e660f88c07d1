/** Holds the shapes of a flood that k6 can make, each a request that a browser might have sent. Raw TCP, slowloris and HTTP/2 rapid reset aren't among them. */
import type { Ask } from './answers.ts';
import { below, pick, type Draw } from './chance.ts';

interface Request extends Pick<Ask, 'method'> {
  readonly path: string;
  readonly body?: string;
}
export type MakeRequest = (draw: Draw) => Request;

const products = ['communities', 'social'] as const;
const word = (draw: Draw) => below(draw, 2 ** 31).toString(36);
const page = (draw: Draw): Request => ({ method: 'GET', path: `/${pick(draw, products)}/` });

export const shapes = {
  /** The front pages, over and over. */
  get: page,
  /** The same pages with a query that no cache has seen. */
  'cache-busting': (draw) => ({ method: 'GET', path: `${page(draw).path}?${word(draw)}=${word(draw)}` }),
  /** What costs the origin most. */
  search: (draw) => ({ method: 'GET', path: `/communities/search?q=${word(draw)}+${word(draw)}` }),
  /** Stolen names with guessed passwords. */
  login: (draw) => ({ method: 'POST', path: '/communities/login', body: JSON.stringify({ user: `user-${below(draw, 5000)}`, password: word(draw) }) }),
  /** A connection for each request, dropped at once. */
  'connection-churn': page,
  /** Clients that try again at once, three times, without waiting: the rate is that of first tries. */
  'retry-herd': page,
} as const satisfies Record<string, MakeRequest>;

export type Shape = keyof typeof shapes;
export const isShape = (name: string): name is Shape => Object.hasOwn(shapes, name);
export const triesOf = (shape: Shape): number => (shape === 'retry-herd' ? 4 : 1);
