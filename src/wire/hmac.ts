/** Holds the keyed hash by which tools sign what they send. */
const bytes = new TextEncoder();

/** HMAC of a text with a key that isn't empty, as base64. WebCrypto answers later, so what is signed goes out a moment after it was made. */
export async function hmacBase64(hash: 'SHA-1' | 'SHA-256', key: string, text: string): Promise<string> {
  const imported = await crypto.subtle.importKey('raw', bytes.encode(key), { name: 'HMAC', hash }, false, ['sign']);
  return btoa(String.fromCharCode(...new Uint8Array(await crypto.subtle.sign('HMAC', imported, bytes.encode(text)))));
}
