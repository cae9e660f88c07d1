/** Tests every way in which gameday comes by its programs: found, kept, built for real, downloaded from a stand-in for the release host, or not at all. */
import { createHash } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { $, which } from 'zx';
import { findProgram, lookForProgram, type FindOptions } from '../../../src/tools/programs/find-program.ts';
import { cacheFolder } from '../../../src/tools/programs/places.ts';
import { Problem } from '../../../src/problem.ts';
import { findPrograms } from '../../../src/worlds/local/programs.ts';

/** A shell script that says which version it is. */
const fake = (says: string, exit = 0) => `#!/bin/sh\necho '${says}'\nexit ${exit}\n`;

describe('findProgram', () => {
  let folder: string;
  let server: Server | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gameday-programs-'));
  });
  afterEach(async () => {
    server?.close();
    server?.closeAllConnections();
    server = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  const put = async (path: string, text: string) => {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
    await chmod(join(folder, path), 0o755);
    return join(folder, path);
  };
  /** PATH has these folders alone: the machine's own would bring its programs and its Go. */
  const bare = (more: Partial<FindOptions> = {}, ...path: string[]): FindOptions => ({
    env: { PATH: path.map((each) => join(folder, each)).join(':'), HOME: folder, XDG_CACHE_HOME: join(folder, 'cache') },
    platform: 'linux',
    arch: 'x64',
    releases: 'http://127.0.0.1:1',
    ...more,
  });

  /** Stands in for the release host: serves what it is given, by path. */
  async function serve(files: Readonly<Record<string, string | Uint8Array>>): Promise<string> {
    const opened = createServer((request, response) => {
      const body = files[request.url ?? ''];
      if (body === undefined) response.writeHead(404).end();
      else response.end(body);
    });
    server = opened;
    await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(opened.address() as AddressInfo).port}`;
  }
  const sha = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');
  const problemOf = async (options: FindOptions) => {
    const thrown = await findProgram('toxiproxy', options).then(
      (found) => found,
      (error: unknown) => error,
    );
    expect(thrown).to.be.instanceOf(Problem);
    return (thrown as Problem).message;
  };
  const toxiproxyFolder = '/Shopify/toxiproxy/releases/download/v2.12.0';

  it('finds the real programs on PATH', async () => {
    const { k6, toxiproxy } = await findPrograms();
    for (const [name, binary, file] of [['k6', 'k6', k6], ['toxiproxy', 'toxiproxy-server', toxiproxy]] as const) {
      await symlink(file, join(folder, binary));
      const found = await lookForProgram(name, bare({}, '.'));
      expect(found).to.deep.include({ name, from: 'PATH', path: join(folder, binary) });
      expect(found?.version).to.match(/^2\.\d+\.\d+/);
    }
  });

  it('passes over a wrong version on PATH for a right one further on', async () => {
    await put('old/k6', fake('k6 v0.47.0 (go1.21)'));
    await put('broken/k6', fake('no idea', 3));
    const path = await put('new/k6', fake('k6 v2.9.1 (commit/0123456789, go1.26, linux/amd64)'));
    expect(await findProgram('k6', bare({}, 'old', 'broken', 'new'))).to.deep.equal({ name: 'k6', path, version: '2.9.1', from: 'PATH' });
  });

  it('takes the cache where PATH has none that it can use', async () => {
    await put('old/k6', fake('k6 v1.4.2'));
    const path = await put('cache/gameday/bin/k6', fake('k6 v2.2.0'));
    expect(await lookForProgram('k6', bare({}, 'old'))).to.deep.equal({ name: 'k6', path, version: '2.2.0', from: 'cache' });
  });

  it('keeps its cache where the platform keeps caches', () => {
    const env = { HOME: '/home/a', LOCALAPPDATA: '/local' };
    expect(cacheFolder({ env, platform: 'linux' })).to.equal('/home/a/.cache/gameday/bin');
    expect(cacheFolder({ env, platform: 'darwin' })).to.equal('/home/a/Library/Caches/gameday/bin');
    expect(cacheFolder({ env, platform: 'win32' })).to.equal('/local/gameday/bin');
    expect(cacheFolder({ env: { ...env, XDG_CACHE_HOME: '/x' }, platform: 'darwin' })).to.equal('/x/gameday/bin');
    expect(cacheFolder({ env: { ...env, XDG_CACHE_HOME: 'relative' }, platform: 'linux' })).to.equal('/home/a/.cache/gameday/bin');
  });

  /** Stands in for Go: writes what a build would. */
  const fakeGo = `#!/bin/sh
[ "$1" = build ] || exit 0
while [ "$1" != -o ]; do shift; done
printf '#!/bin/sh\\necho toxiproxy-server version 2.12.0\\n' > "$2" && /bin/chmod +x "$2"
`;

  it('builds Toxiproxy with the real Go, where there is one, and finds it in the cache afterwards', async () => {
    const go = await which('go', { nothrow: true });
    const goFolder = dirname(go ?? (await put('go/go', fakeGo)));
    // Go's own build cache hangs on XDG_CACHE_HOME too: it stays, or everything is compiled afresh.
    const goCache = go === null ? '' : (await $`${go} env GOCACHE`).stdout.trim();
    const env = { ...process.env, PATH: `${goFolder}:/usr/bin:/bin`, XDG_CACHE_HOME: join(folder, 'cache'), GOCACHE: goCache };
    const lines: string[] = [];
    const found = await findProgram('toxiproxy', bare({ env, progress: (line) => lines.push(line) }));
    const path = join(folder, 'cache/gameday/bin/toxiproxy-server');
    expect(found).to.deep.equal({ name: 'toxiproxy', path, version: '2.12.0', from: 'Go' });
    expect(lines).to.deep.equal(['Building toxiproxy 2.12.0 …']);
    expect((await lookForProgram('toxiproxy', bare({ env })))?.from).to.equal('cache');
  }).timeout(120_000);

  it('lets several set-ups work at once into one cache', async () => {
    await put('go/go', fakeGo);
    const all = await Promise.all([1, 2, 3, 4].map(() => findProgram('toxiproxy', bare({}, 'go'))));
    const path = join(folder, 'cache/gameday/bin/toxiproxy-server');
    expect(all).to.deep.equal([1, 2, 3, 4].map(() => ({ name: 'toxiproxy', path, version: '2.12.0', from: 'Go' })));
    expect(await readdir(dirname(path))).to.deep.equal(['toxiproxy-server']);
    expect(await readFile(path, 'utf8')).to.equal(fake('x').replace(/echo[^]*/, 'echo toxiproxy-server version 2.12.0\n'));
  });

  it('goes on to the release when Go fails, and says why', async () => {
    await put('go/go', '#!/bin/sh\necho "go: no such module" >&2\nexit 1\n');
    const program = fake('toxiproxy-server version 2.12.0');
    const releases = await serve({ [`${toxiproxyFolder}/checksums.txt`]: `${sha('x')}  other\n${sha(program)}  toxiproxy-server-linux-amd64\n`, [`${toxiproxyFolder}/toxiproxy-server-linux-amd64`]: program });
    const lines: string[] = [];
    const found = await findProgram('toxiproxy', bare({ releases, progress: (line) => lines.push(line) }, 'go'));
    expect(found).to.deep.equal({ name: 'toxiproxy', path: join(folder, 'cache/gameday/bin/toxiproxy-server'), version: '2.12.0', from: 'release' });
    expect(lines[1]).to.equal('Building toxiproxy did not work: `go mod` failed: go: no such module');
    expect(await readFile(found.path, 'utf8')).to.equal(program);
  });

  it('unpacks a release that is an archive', async () => {
    await put('pack/k6-v2.2.0-linux-arm64/k6', fake('k6 v2.2.0'));
    await $({ cwd: join(folder, 'pack'), quiet: true })`tar -czf ../k6.tar.gz k6-v2.2.0-linux-arm64`;
    const archive = await readFile(join(folder, 'k6.tar.gz'));
    const at = '/grafana/k6/releases/download/v2.2.0';
    const releases = await serve({ [`${at}/k6-v2.2.0-checksums.txt`]: `${sha(archive)}  k6-v2.2.0-linux-arm64.tar.gz\n`, [`${at}/k6-v2.2.0-linux-arm64.tar.gz`]: archive });
    const { from, version, path } = await findProgram('k6', bare({ releases, arch: 'arm64' }));
    expect([from, version]).to.deep.equal(['release', '2.2.0']);
    expect(await readdir(dirname(path))).to.deep.equal(['k6']);
  });

  it('throws away a download whose checksum is not the published one', async () => {
    const releases = await serve({ [`${toxiproxyFolder}/checksums.txt`]: `${sha('the real one')}  toxiproxy-server-linux-amd64\n`, [`${toxiproxyFolder}/toxiproxy-server-linux-amd64`]: fake('toxiproxy-server version 2.12.0') });
    const said = await problemOf(bare({ releases }));
    expect(said).to.include(`toxiproxy-server-linux-amd64: expected SHA-256 ${sha('the real one')} as published, got`);
    expect(await readdir(join(folder, 'cache/gameday/bin'))).to.deep.equal([]);
  });

  it('takes no download without a published checksum, and none that is another version', async () => {
    const program = fake('toxiproxy-server version 3.0.0');
    const file = `${toxiproxyFolder}/toxiproxy-server-linux-amd64`;
    const files: Record<string, string> = { [`${toxiproxyFolder}/checksums.txt`]: '', [file]: program };
    const releases = await serve(files);
    expect(await problemOf(bare({ releases }))).to.match(/checksums\.txt has no SHA-256 for toxiproxy-server-linux-amd64/);
    files[`${toxiproxyFolder}/checksums.txt`] = `${sha(program)} *toxiproxy-server-linux-amd64\n`;
    expect(await problemOf(bare({ releases }))).to.match(/is version 3\.0\.0, and gameday needs 2\.x/);
    expect(await readdir(join(folder, 'cache/gameday/bin'))).to.deep.equal([]);
  });

  it('says everything that it tried, and what to install, where nothing works', async () => {
    const old = await put('old/toxiproxy-server', fake('toxiproxy-server version 1.2.1'));
    const releases = await serve({});
    expect(await problemOf(bare({ releases }, 'old'))).to.equal(
      [
        'expected toxiproxy 2.x, got none',
        `  - PATH: ${old} is version 1.2.1, and gameday needs 2.x`,
        `  - cache: no ${join(folder, 'cache/gameday/bin/toxiproxy-server')}`,
        '  - Go: no go on PATH',
        `  - release: ${releases}${toxiproxyFolder}/checksums.txt answered 404`,
        '  Please install Toxiproxy 2 (https://github.com/Shopify/toxiproxy/releases, on macOS `brew install shopify/shopify/toxiproxy`), or install Go (https://go.dev/dl/); then run `gameday setup` again.',
      ].join('\n'),
    );
    expect(await problemOf(bare())).to.match(/can't be reached: .*(ECONNREFUSED|bad port)/);
  });
});
