/** Holds the shortest drill of a single fault: nobody watches but whom the test names, so that its record is short. */
import { catalogue } from '../../src/catalog/index.ts';
import { examples } from '../catalog/examples.ts';

export type Fault = keyof typeof examples;
export const faults = Object.keys(examples) as Fault[];
export type ObserverKind = keyof (typeof catalogue)['observers'];

export const alone = (fault: Fault, watching: readonly ObserverKind[] = [], traffic: { rps: number } | null = null): object => ({
  name: 'alone',
  version: '1',
  owner: 'the house',
  duration: '24s',
  compression: 20,
  traffic,
  steady: { for: '4s', availability: traffic === null ? 0 : 0.9 },
  lanes: { only: [{ id: 'one', fault, at: '6s', for: '12s', with: examples[fault] }] },
  observers: Object.fromEntries(Object.keys(catalogue.observers).flatMap((kind) => (watching.some((each) => each === kind) ? [] : [[kind, false]]))),
});
