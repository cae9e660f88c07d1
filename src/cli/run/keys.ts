/** Holds the facilitator's keys: single letters that steer a drill from its own terminal. */
import type { Command } from '../../store/commands.ts';

export const keysHelp = 'h hold · g go on · s skip the next inject · r release it now · n note · a abort · ? this help · Ctrl-C withdraw and end';

export interface KeyDesk {
  send(command: Command): Promise<{ readonly ok: boolean; readonly said?: string; readonly why?: string }>;
  /** The id of the next inject. */
  next(): string | undefined;
  say(text: string): void;
  interrupt(): void;
}

const role = 'facilitator';
const ctrlC = '\u0003';
const escape = '\u001b';
const backspaces = ['\u007f', '\b'];

/** Returns what hears each key. Text for a note is gathered until Enter; an abort wants its key twice. */
export function facilitatorKeys(desk: KeyDesk): (key: string) => void {
  let note: string | undefined;
  let aborting = false;

  const send = (command: Command) => void desk.send(command).then((reply) => desk.say(reply.said ?? reply.why ?? ''), () => desk.say('the drill did not answer'));
  const withNext = (act: (inject: string) => Command) => {
    const inject = desk.next();
    if (inject === undefined) desk.say('no inject is left');
    else send(act(inject));
  };

  const typing = (text: string, key: string): string | undefined => {
    if (key === escape) return undefined;
    if (backspaces.includes(key)) return text.slice(0, -1);
    if (key !== '\r' && key !== '\n') return text + key;
    if (text.trim() !== '') send({ do: 'note', role, text: text.trim() });
    return undefined;
  };

  const acts: Readonly<Record<string, () => void>> = {
    h: () => send({ do: 'hold', role }),
    g: () => send({ do: 'resume', role }),
    s: () => withNext((inject) => ({ do: 'skip', role, inject, because: 'the facilitator chose so' })),
    r: () => withNext((inject) => ({ do: 'release', role, inject })),
    n: () => {
      note = '';
      desk.say('note: type it and press Enter (Esc drops it)');
    },
    '?': () => desk.say(keysHelp),
  };

  return (key) => {
    if (key === ctrlC) return desk.interrupt();
    if (note !== undefined) return void (note = typing(note, key));
    if (key === 'a' && aborting) send({ do: 'abort', role, because: 'the facilitator pressed a', realIncident: false });
    else if (key === 'a') desk.say('press a once more to withdraw everything and end the drill');
    aborting = key === 'a' && !aborting;
    acts[key]?.();
  };
}
