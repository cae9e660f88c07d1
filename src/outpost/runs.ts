/** Holds the runs that the outpost knows of: since their runner first spoke, until some time after it listened last. */
import type { ServerHttp2Stream } from 'node:http2';
import { type Gate, makeGate } from './gate.ts';
import { type Inbox, makeInbox } from './inbox.ts';

/** Longer than a runner takes to come back after an API server or this pod's node was away for a moment. */
const forgetMsDefault = 30_000;

export interface Run {
  readonly gates: ReadonlyMap<string, Gate>;
  readonly inbox: Inbox;
  addGate(name: string, waiters: number): void;
  removeGate(name: string): void;
  listen(stream: ServerHttp2Stream): void;
}

export interface Runs {
  get(name: string): Run | undefined;
  /** The run that listens now, for senders that can't know its name: there is one drill at a time. */
  current(): Run | undefined;
  make(name: string): Run;
  close(): void;
}

export function makeRuns(forgetMs = forgetMsDefault): Runs {
  const runs = new Map<string, Run & { forget(): void }>();
  const makeRun = (name: string) => {
    const gates = new Map<string, Gate>();
    const inbox = makeInbox();
    let timer: NodeJS.Timeout | undefined;
    const forget = () => {
      clearTimeout(timer);
      runs.delete(name);
      for (const gate of gates.values()) gate.remove();
      inbox.close();
    };
    const unlessHeardOf = () => {
      clearTimeout(timer);
      if (!inbox.listened()) timer = setTimeout(forget, forgetMs).unref();
    };
    unlessHeardOf();
    return {
      gates,
      inbox,
      forget,
      addGate: (gate: string, waiters: number) => void (gates.get(gate)?.over() === false || gates.set(gate, makeGate(waiters))),
      removeGate: (gate: string) => gates.get(gate)?.remove(),
      listen(stream: ServerHttp2Stream) {
        clearTimeout(timer);
        stream.once('close', unlessHeardOf);
        inbox.listen(stream);
      },
    };
  };
  return {
    get: (name) => runs.get(name),
    current: () => [...runs.values()].findLast((run) => run.inbox.listened()),
    make(name) {
      const run = runs.get(name) ?? makeRun(name);
      runs.set(name, run);
      return run;
    },
    close: () => runs.forEach((run) => run.forget()),
  };
}
