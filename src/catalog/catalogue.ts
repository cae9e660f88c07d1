/** Holds the shape of the catalogue: everything that a scenario can name, each by its kind. Schema, help, docs and checks derive from it. */
import type { Action } from './action.ts';
import type { Observer } from './observer.ts';
import type { Receiver } from './receiver.ts';
import type { Role } from './role.ts';

export interface Catalogue {
  readonly faults: Readonly<Record<string, Action>>;
  readonly plays: Readonly<Record<string, Action>>;
  readonly observers: Readonly<Record<string, Observer>>;
  readonly receivers: Readonly<Record<string, Receiver>>;
  readonly roles: Readonly<Record<string, Role>>;
}
