/** Holds the live view of a drill: lines as things happen, and in a terminal one status line below them. */
import type { Event } from '../../record/events.ts';
import { clip, inert } from '../../report/inert.ts';
import { createStanding } from './standing.ts';
import type { Standing } from './standing.ts';
import { toldOnce, releasedTold, told } from './told.ts';

export interface Screen {
  write(text: string): void;
  /** With it a status line is kept below; without it there are plain lines and no control codes. */
  readonly live: boolean;
  readonly colour: boolean;
  width(): number;
}

const clear = '\r\u001b[2K';
const minutes = (ms: number) => {
  const whole = Math.max(0, Math.floor(ms / 1000));
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
};
const urgent = /^(?:NOT|FAILED|COULD|GUARDRAIL|ABORT|LEFT|trouble)/;

export interface Progress {
  hear(event: Event): void;
  /** A line that is no event, such as an answer to a key. */
  say(text: string): void;
  /** Draws the status line anew. */
  tick(nowMs: number): void;
  /** Takes the status line away. */
  end(): void;
  readonly standing: Standing;
}

function statusOf(standing: Standing, nowMs: number): string {
  const elapsed = standing.elapsedMs(nowMs);
  const availability = standing.availability();
  const next = standing.next();
  return [
    `${elapsed === undefined ? 'starting' : `${minutes(elapsed)}/${minutes(standing.endMs)}`}${standing.held ? ' HELD' : ''}`,
    `good ${availability === undefined ? '–' : `${Math.floor(availability * 100)} %`}`,
    `${Math.round(standing.offeredRps())} req/s`,
    `via ${standing.route}`,
    ...(next === undefined || elapsed === undefined ? [] : [`next ${next.inject} in ${minutes(next.offsetMs - elapsed)}`]),
    '? help',
  ].join(' · ');
}

export function showProgress(screen: Screen): Progress {
  const standing = createStanding();
  const once = new Set<string>();
  let latestMs = 0;
  let status = '';

  const paint = (text: string, code: number) => (screen.colour ? `\u001b[${code}m${text}\u001b[0m` : text);
  const draw = () => {
    if (!screen.live) return;
    status = clip(statusOf(standing, latestMs), screen.width() - 1);
    screen.write(`${clear}${paint(status, 2)}`);
  };
  const line = (text: string) => {
    const elapsed = standing.elapsedMs(latestMs);
    const stamp = elapsed === undefined ? '  …  ' : minutes(elapsed);
    const words = inert(text);
    const shown = screen.live ? clip(words, screen.width() - 8) : words;
    screen.write(`${screen.live ? clear : ''}${paint(stamp, 2)}  ${urgent.test(words) ? paint(shown, 31) : shown}\n`);
    if (status !== '') draw();
  };

  return {
    standing,
    hear: (event) => {
      latestMs = event.heardMs;
      standing.hear(event);
      const inject = event.kind === 'inject.released' ? standing.planned(event.inject) : undefined;
      const text = event.kind === 'inject.released' ? releasedTold(inject?.title ?? '', event, inject?.forMs) : (told(event) ?? toldOnce(once, event));
      if (text !== undefined) line(text);
    },
    say: line,
    tick: (nowMs) => {
      latestMs = nowMs;
      draw();
    },
    end: () => {
      if (status !== '') screen.write(clear);
      status = '';
    },
  };
}
