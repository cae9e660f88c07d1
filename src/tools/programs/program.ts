/** Holds the programs that gameday drives: which versions it can use, and where each comes from. */

export type ProgramName = 'k6' | 'toxiproxy';

/** A machine as Go and the releases name it. */
export interface Machine {
  readonly os: string;
  readonly arch: string;
}

export interface Program {
  readonly name: ProgramName;
  /** The file's name, on PATH and in the cache. */
  readonly binary: string;
  readonly versionArgs: readonly string[];
  /** Any version with this first number will do. */
  readonly major: number;
  /** The one that is built or downloaded where none is found. */
  readonly version: string;
  readonly go: { readonly module: string; readonly package: string; readonly ldflags: string };
  /** Paths below https://github.com. `file` is the program itself, or an archive that holds it as `inside`. */
  release(machine: Machine): { readonly checksums: string; readonly folder: string; readonly file: string; readonly inside?: string };
  /** What a person can do by hand. */
  readonly advice: string;
}

const k6Release = (machine: Machine) => {
  const os = machine.os === 'darwin' ? 'macos' : machine.os;
  const name = `k6-v2.2.0-${os}-${machine.arch}`;
  return { folder: 'grafana/k6/releases/download/v2.2.0', checksums: 'k6-v2.2.0-checksums.txt', file: os === 'linux' ? `${name}.tar.gz` : `${name}.zip`, inside: `${name}/k6` };
};

/** Versions that the adapters were tried with. Names of release files: grafana/k6's packaging, Shopify/toxiproxy's .goreleaser.yml. */
export const programs: Readonly<Record<ProgramName, Program>> = {
  k6: {
    name: 'k6',
    binary: 'k6',
    versionArgs: ['version'],
    major: 2,
    version: '2.2.0',
    // `go install …@v2.2.0` fails, so a module of one's own requires it.
    go: { module: 'go.k6.io/k6/v2', package: 'go.k6.io/k6/v2', ldflags: '-s -w' },
    release: k6Release,
    advice: 'install k6 2 from your package manager (https://grafana.com/docs/k6/latest/set-up/install-k6/, on macOS `brew install k6`)',
  },
  toxiproxy: {
    name: 'toxiproxy',
    binary: 'toxiproxy-server',
    versionArgs: ['-version'],
    major: 2,
    version: '2.12.0',
    go: { module: 'github.com/Shopify/toxiproxy/v2', package: 'github.com/Shopify/toxiproxy/v2/cmd/server', ldflags: '-s -w -X github.com/Shopify/toxiproxy/v2.Version=2.12.0' },
    release: (machine) => ({ folder: 'Shopify/toxiproxy/releases/download/v2.12.0', checksums: 'checksums.txt', file: `toxiproxy-server-${machine.os}-${machine.arch}` }),
    advice: 'install Toxiproxy 2 (https://github.com/Shopify/toxiproxy/releases, on macOS `brew install shopify/shopify/toxiproxy`)',
  },
};
