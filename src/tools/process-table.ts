/** Holds what this machine tells of its processes: when one was started, and which carry a run's mark. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import type { Child } from '../record/events.ts';

/** Field 22 of /proc/PID/stat (ticks since boot; proc(5)), on macOS what `ps` says; undefined when no such process runs. A zombie has ended: only its parent has yet to notice. */
export function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') {
      // The second field is the program's name in brackets and may hold spaces and brackets itself.
      const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
    }
    const line = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8', env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' }, stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '');
  } catch {
    return undefined;
  }
}

/** What marks a child as a run's own, in its environment: it is there from the first moment, before anybody could write the pid down. */
export const markOf = (run: string): Readonly<Record<string, string>> => ({ GAMEDAY_RUN: run });

/** Environments of all processes that may be read; on macOS `ps` shows those of one's own. */
function* environments(): Generator<{ readonly pid: number; readonly environment: string }> {
  if (process.platform === 'linux') {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue;
      try {
        yield { pid: Number(name), environment: readFileSync(`/proc/${name}/environ`, 'utf8').replaceAll('\0', ' ') };
      } catch {
        // It has ended meanwhile, or it is somebody else's.
      }
    }
    return;
  }
  for (const line of execFileSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' }).split('\n')) {
    yield { pid: Number.parseInt(line, 10), environment: line };
  }
}

/** Those that carry the mark of a run and still live. */
export function ofRun(run: string): readonly Pick<Child, 'pid' | 'started'>[] {
  const mark = Object.entries(markOf(run)).map(([name, value]) => ` ${name}=${value} `).join('');
  return [...environments()].flatMap(({ pid, environment }) => {
    const started = ` ${environment} `.includes(mark) ? startTimeOf(pid) : undefined;
    return started === undefined ? [] : [{ pid, started }];
  });
}
