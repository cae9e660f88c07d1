/** Holds what tests against a real cluster share: a namespace of their own, the client of it, kubectl, and a plain reason to skip. */
import { $ } from 'zx';
import { randomBytes } from 'node:crypto';
import { type ClusterClient, clusterClient } from '../../src/worlds/kubernetes/api/client.ts';

$.quiet = true;

export const noCluster = process.env['KUBECONFIG'] === undefined ? 'no KUBECONFIG: set it to a cluster that may be used for tests' : undefined;

export interface TestNamespace {
  readonly name: string;
  readonly client: ClusterClient;
  /** `kubectl -n NAMESPACE ...`; resolves with its standard output. */
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  /** Applies manifests given as text. */
  readonly apply: (yaml: string) => Promise<void>;
}

/** Whoever makes one removes it. `labelled` says whether drills are allowed in it. */
export async function makeNamespace(labelled = true): Promise<TestNamespace> {
  const name = `gameday-test-${randomBytes(4).toString('hex')}`;
  await $`kubectl create namespace ${name}`;
  if (labelled) await $`kubectl label namespace ${name} gameday.dev/drills=allowed`;
  return {
    name,
    client: clusterClient({ namespace: name }),
    kubectl: async (...args) => (await $`kubectl -n ${name} ${args}`).stdout,
    apply: async (yaml) => void (await $({ input: yaml })`kubectl -n ${name} apply -f -`),
  };
}

/**
 * Gives a suite a namespace that is made before it and removed after it; skips the suite, saying why, where there is no cluster. `labelled`
 * says whether drills are allowed in it.
 */
export function inNamespace(labelled = true): () => TestNamespace {
  let made: TestNamespace | undefined;
  before(async function () {
    this.timeout(60_000);
    if (noCluster !== undefined) {
      process.stdout.write(`    skipped: ${noCluster}\n`);
      this.skip();
    }
    made = await makeNamespace(labelled);
  });
  after(async function () {
    this.timeout(120_000);
    if (made !== undefined) await $`kubectl delete namespace ${made.name} --wait=false --ignore-not-found`;
  });
  return () => {
    if (made === undefined) throw new Error('the namespace is made before the first test');
    return made;
  };
}

/** Polls until `holds` returns something; rejects with what was last seen. */
export async function eventually<T>(what: string, limitMs: number, holds: () => Promise<T | undefined | false>): Promise<T> {
  const untilMs = Date.now() + limitMs;
  let last: unknown = 'nothing';
  for (;;) {
    try {
      const value = await holds();
      if (value !== undefined && value !== false) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > untilMs) throw new Error(`expected ${what} within ${limitMs / 1000} s; last: ${last instanceof Error ? last.message : String(last)}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
