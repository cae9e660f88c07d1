/** Holds how a signature over raw bytes is checked: HMAC with SHA-256 as hexadecimal digits, as PagerDuty and others sign their webhooks. */

const hexDigits = /^(?:[0-9a-f]{2}){32}$/i;

/** True where one of the signatures is right; compared in constant time. An empty key signs nothing. */
export async function isSigned(body: Uint8Array, key: string, signatures: readonly string[]): Promise<boolean> {
  const likely = signatures.filter((signature) => hexDigits.test(signature)).slice(0, 10);
  if (key === '' || likely.length === 0) return false;
  const imported = await crypto.subtle.importKey('raw', new TextEncoder().encode(key), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
  const are = await Promise.all(likely.map((signature) => crypto.subtle.verify('HMAC', imported, Uint8Array.from(signature.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16)), body as Uint8Array<ArrayBuffer>)));
  return are.includes(true);
}
