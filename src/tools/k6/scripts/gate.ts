/** Holds how a script waits: its gate answers 200 when the runner says so, and not at all once the runner is gone. */
import exec from 'k6/execution';
import http from 'k6/http';

/** Without the demand for a 200 a generator whose runner was killed would send its whole profile, with nobody to stop it. */
export function waitAtGate(gate: string): void {
  const answer = http.get(gate, { timeout: '24h' });
  if (answer.status !== 200) exec.test.abort(`expected the gate to answer 200, got ${answer.status === 0 ? answer.error : answer.status}: nothing was sent`);
}
