/** Holds how a message leaves the drill: under a banner, and with each rung that was proved in the record. */
import type { Notice } from '../ports/plays.ts';
import { reasonOf } from '../problem.ts';
import type { Emit } from '../record/events.ts';
import type { Drill } from './drill.ts';

/** Drills have leaked to real customers: both title and text say what this is. Resolves with whether the channel took it; never rejects. */
export async function publishNotice({ world, clock }: Pick<Drill, 'world' | 'clock'>, emit: Emit, notice: Notice, banner: string, stop: AbortSignal): Promise<boolean> {
  const { id, channel, nextUpdateMs } = notice;
  const bannered: Notice = { ...notice, title: `${banner} ${notice.title}`, text: `${banner} ${notice.text}` };
  const text = `${bannered.title}\n${bannered.text}`;
  emit('notice.moved', { atMs: clock.now(), notice: id, channel, rung: 'composed', text, ...(nextUpdateMs === undefined ? {} : { nextUpdateMs }) });
  try {
    const answers = await world.plays.publish(bannered, stop);
    for (const { to, rung, atMs, error } of answers) {
      emit('notice.moved', { atMs, notice: id, channel, rung, ...(to === undefined ? {} : { to }), ...(error === undefined ? {} : { error }) });
    }
    // Where nobody was to be told, nothing was refused.
    return answers.length === 0 || answers.some((answer) => answer.error === undefined);
  } catch (error) {
    emit('notice.moved', { atMs: clock.now(), notice: id, channel, rung: 'composed', error: reasonOf(error) });
    return false;
  }
}
