/** Holds how a notification leaves: one POST, taken when it is answered with 2xx. */

const timeoutMs = 5000;

/** Resolves with whether it was taken; it never rejects, since the next attempt is the caller's. */
export async function post(url: string, payload: unknown): Promise<boolean> {
  try {
    const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'user-agent': 'Alertmanager/0.25 (range)' }, body: JSON.stringify(payload), signal: AbortSignal.timeout(timeoutMs) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
