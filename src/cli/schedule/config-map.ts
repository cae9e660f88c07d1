/** Holds what a schedule's ConfigMap holds: the scenario, and the team's packed scripts, as far as there is room. Pure. */
import { Problem } from '../../problem.ts';

/** By name: texts, and what is no text. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Of texts and bytes together, these before they are base64 (MaxSecretSize of Kubernetes, by which it validates ConfigMaps too). */
const bytesMax = 1024 * 1024;
const kib = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;

/** Throws a `Problem` with the size of each file where all are more than a ConfigMap takes. */
export function contentOf(files: Files): { readonly data: Record<string, string>; readonly binaryData?: Record<string, string> } {
  const sizes = Object.entries(files).map(([name, content]) => [name, Buffer.byteLength(content)] as const);
  const bytes = sizes.reduce((sum, [, size]) => sum + size, 0);
  if (bytes > bytesMax) throw new Problem({ expected: `a scenario and packed scripts of at most ${kib(bytesMax)} together: a ConfigMap takes no more`, got: `${kib(bytes)} (${sizes.map(([name, size]) => `${name} ${kib(size)}`).join(', ')})`, next: 'Let the scripts import and open less, or run this one from where its scripts are, by CI for example.' });
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [name, content] of Object.entries(files)) {
    if (typeof content === 'string') data[name] = content;
    else binaryData[name] = Buffer.from(content).toString('base64');
  }
  return { data, ...(Object.keys(binaryData).length > 0 && { binaryData }) };
}
