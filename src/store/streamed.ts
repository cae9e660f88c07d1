/** Holds how a journal's lines go to a second place as well, such as a pod's log: the same bytes, and none that the file hasn't taken. */
import type { Sink } from '../record/journal.ts';

export const streamed = (sink: Sink, stream: (line: string) => void = () => {}): Sink => ({
  ...sink,
  append: (text) => {
    sink.append(text);
    stream(text);
  },
});
