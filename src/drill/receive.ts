/** Holds the door to the receivers: the first part of a message's path names the tool, and its receiver answers; mail goes to the receiver `mail`. */
import type { Hear, Receiver, ReceiverDesk, Reception } from '../catalog/receiver.ts';
import { plain } from '../catalog/receiver.ts';
import type { MoveDesk } from './move-desk.ts';
import type { Answer, Refused, TakeMail } from '../ports/inbound.ts';
import type { Clock, Random } from '../ports/time.ts';
import type { Events } from '../record/events.ts';
import type { Json } from '../record/json.ts';
import { boundedRefusals } from './refusals.ts';

export interface Door extends Pick<ReceiverDesk, 'post'> {
  readonly receivers: Readonly<Record<string, Receiver>>;
  /** Asked for with the first message: a world's clock is there only once the world is open. */
  readonly clock: Clock;
  readonly random: Random;
  /** See `ReceiverDesk.secret`. */
  readonly secretOf: (kind: string) => string;
  readonly hearAs: (by: string) => Hear;
  /** What a scenario sets of receivers, by kind; the others keep their defaults. */
  readonly settings?: Readonly<Record<string, Json>>;
  /** Where a drill makes their moves; without one they make none. */
  readonly moves?: Pick<MoveDesk, 'play'>;
}

/** As a world takes them, and how to end. */
export interface Receiving {
  readonly receive: Answer;
  readonly receiveMail: TakeMail;
  readonly refused: Refused;
  /** To be called at the end, for refusals that were counted and not told yet. */
  readonly settle: () => void;
}

/** Opens each receiver with its first message, and keeps it for the run. */
export function receiveBy(door: Door): Receiving {
  const { receivers, random, hearAs, secretOf, post, settings = {}, moves } = door;
  const open = new Map<string, Reception>();
  const refusals = boundedRefusals(() => door.clock);
  // Asked who writes with each message and not before: a simulated world's journal is there only once the world is open.
  const hearOf = (by: string): Hear => (kind, body) =>
    kind === 'receiver.refused' ? refusals.tell(body as Events['receiver.refused'], (refusal) => hearAs(by)('receiver.refused', refusal)) : hearAs(by)(kind, body);
  const receptionOf = (kind: string): Reception | undefined => {
    const known = open.get(kind);
    if (known !== undefined || !Object.hasOwn(receivers, kind)) return known;
    const receiver = receivers[kind];
    const by = `receiver/${kind}`;
    const play: ReceiverDesk['play'] = moves && ((move, spec) => moves.play(by, move, spec));
    const opened = receiver?.open({ clock: door.clock, random: random.fork(`receivers/${kind}`), hear: hearOf(by), secret: secretOf(kind), post, ...(play && { play }) }, settings[kind]);
    if (opened !== undefined) open.set(kind, opened);
    return opened;
  };
  const refused: Refused = (status, why) => hearOf('receiver/unknown')('receiver.refused', { atMs: door.clock.now(), receiver: 'unknown', status, why });
  return {
    receive: async (request) => {
      const [, kind = '', path = ''] = /^\/([^/?]*)(.*)$/s.exec(request.path) ?? [];
      const answered = await receptionOf(kind)?.answer?.({ ...request, base: `${request.base}/${kind}`, path });
      if (answered !== undefined) return answered;
      const why = `expected a path that begins with one of ${Object.keys(receivers).map((name) => `/${name}`).join(', ')}, got ${request.path.slice(0, 200)}`;
      refused(404, why);
      return plain(404, why);
    },
    receiveMail: async (message) => {
      const answered = await receptionOf('mail')?.mail?.(message);
      if (answered !== undefined) return answered;
      refused(550, 'expected a receiver of mail, got none in this catalogue');
      return { code: 550, text: '5.3.2 nobody takes mail here' };
    },
    refused,
    settle: () => refusals.settle(),
  };
}
