/** Holds the reader of k6's archives: which files lie in one. It is a tar (POSIX ustar and pax) with each file under `file/` and its absolute path. */

const block = 512;

function textAt(header: Buffer, from: number, length: number): string {
  const end = header.indexOf(0, from);
  return header.toString('utf8', from, end < 0 || end > from + length ? from + length : end);
}

/** A pax record is `LENGTH path=VALUE\n`: for names that are too long for the header. */
const paxPath = (body: Buffer): string | undefined => /(?:^|\n)\d+ path=([^\n]*)/.exec(body.toString('utf8'))?.[1];

function* entriesOf(tar: Buffer): Generator<{ readonly name: string; readonly isFile: boolean; readonly content: Buffer }> {
  let long: string | undefined;
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const header = tar.subarray(at, at + block);
    const size = Number.parseInt(textAt(header, 124, 12), 8);
    const content = tar.subarray(at + block, at + block + size);
    const kind = textAt(header, 156, 1);
    const prefix = textAt(header, 345, 155);
    at += block + Math.ceil(size / block) * block;
    if (kind === 'x') {
      long = paxPath(content);
      continue;
    }
    yield { name: long ?? `${prefix === '' ? '' : `${prefix}/`}${textAt(header, 0, 100)}`, isFile: kind === '0' || kind === '', content };
    long = undefined;
  }
}

/** Content by absolute path of every module and every opened file. k6 writes home folders as `/home/nobody`. */
export function filesIn(archive: Uint8Array): ReadonlyMap<string, Buffer> {
  const files = [...entriesOf(Buffer.from(archive))].filter(({ name, isFile }) => isFile && name.startsWith('file/'));
  return new Map(files.map(({ name, content }) => [name.slice('file'.length), content]));
}

/** A path as k6's archives have it (lib.NormalizeAndAnonymizePath of k6). */
export const anonymous = (path: string): string => path.replace(/^\/(Users|home)\/[^/]+/, '/$1/nobody');
