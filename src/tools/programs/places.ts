/** Holds where programs are looked for and kept: all of it follows from the environment that is handed in. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from './program.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Places {
  /** The whole environment, for the programs that are run. */
  readonly env: Environment;
  /** Node's name of the platform, for example `linux`; that of this machine where it isn't given. */
  readonly platform?: string;
  readonly arch?: string;
}

/** Gameday's own folder for programs: below XDG_CACHE_HOME, or where the platform keeps caches. */
export function cacheFolder({ env, platform = process.platform }: Places): string {
  const home = env['HOME'] ?? homedir();
  const usual = platform === 'darwin' ? join(home, 'Library', 'Caches') : platform === 'win32' ? (env['LOCALAPPDATA'] ?? join(home, 'AppData', 'Local')) : join(home, '.cache');
  // The XDG specification says that a relative path is to be ignored.
  const xdg = env['XDG_CACHE_HOME'];
  return join(xdg?.startsWith('/') === true ? xdg : usual, 'gameday', 'bin');
}

export const machineOf = ({ platform = process.platform, arch = process.arch }: Places): Machine => ({
  os: platform === 'win32' ? 'windows' : platform,
  arch: arch === 'x64' ? 'amd64' : arch,
});
