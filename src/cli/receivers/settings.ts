/** Holds how tools are pointed at receivers: for programs by the receiver's kind, for people as variables of a shell that are also blocks to paste. */
import type { Receiver, Setting } from '../../catalog/receiver.ts';

export interface Served {
  readonly url: string;
  readonly smtp: string;
  readonly secretOf: (kind: string) => string;
}

export type Settings = Readonly<Record<string, Setting>>;

export const settingsOf = (receivers: Readonly<Record<string, Receiver>>, { url, smtp, secretOf }: Served): Settings =>
  Object.fromEntries(Object.values(receivers).map(({ kind, settings }) => [kind, settings({ url: `${url}/${kind}`, smtp, secret: secretOf(kind) })]));

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`'\''`)}'`;

const ways = {
  tap: "beside the tool's real receiver, which goes on getting everything",
  replace: 'in place of the real one: for the practice range and sandboxes',
  secret: 'what the tool signs with',
} as const satisfies Record<keyof Setting, string>;

/** A shell can `eval` all of it. */
export function shellText(receivers: Readonly<Record<string, Receiver>>, served: Served): string {
  const all = settingsOf(receivers, served);
  const blocks = Object.values(receivers).map(({ kind, summary }) => {
    const parts = (Object.keys(ways) as (keyof Setting)[]).flatMap((way) => {
      const text = all[kind]?.[way];
      return text === undefined ? [] : [`# ${way}: ${ways[way]}\nexport GAMEDAY_${kind.toUpperCase()}_${way.toUpperCase()}=${quoted(text)}`];
    });
    return [`# ${kind}: ${summary}`, ...parts].join('\n');
  });
  return `export GAMEDAY_RECEIVERS=${quoted(served.url)}\nexport GAMEDAY_SMTP=${quoted(served.smtp)}\n\n${blocks.join('\n\n')}\n`;
}
