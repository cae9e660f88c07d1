/** Holds the receiver `webhook`: takes JSON from any other tool; a scenario says which JSON pointer is what. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { fingerprintOf } from '../../wire/alertmanager.ts';
import { cut, labelsOf } from '../labels.ts';
import { pointer, valueAt } from '../pointer.ts';
import { readJson, refuser } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';

const words = (...usual: readonly string[]) => z.array(z.string()).default([...usual]);

const spec = z.strictObject({
  means: z.enum(['alert', 'acknowledgement', 'notice']).default('alert').describe('what one message is'),
  each: pointer.optional().describe('the list of messages in a body that carries several'),
  id: pointer.default('/id').describe('what names the alert or notice from its beginning to its end'),
  title: pointer.default('/title').describe("an alert's alertname, or the first line of what is said"),
  text: pointer.default('/description').describe('what is said'),
  status: pointer.default('/status').describe('whether an alert is over, or how far a notice is'),
  resolved: words('resolved', 'ok', 'recovered', 'closed').describe('values of the status that mean it is over; letter case is no matter'),
  drafted: words('draft', 'drafted', 'in review').describe('values of the status that mean a notice is written, and nobody approved it yet'),
  approved: words('approved').describe('values of the status that mean a notice may go out, and has not yet'),
  labels: z.record(z.string().min(1), pointer).default({}).describe('labels of an alert, by name; without any, what stands in /labels'),
  who: pointer.default('/user').describe('who acknowledged'),
  automation: z.boolean().default(false).describe('whether whoever acknowledges here is a program'),
  role: z.string().min(1).default('monitoring').describe('the role that acknowledges'),
  channel: z.string().min(1).default('webhook').describe('the channel of a notice'),
});
type Spec = z.output<typeof spec>;

const anything = z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]);
const charactersMax = 20_000;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

function open(desk: ReceiverDesk, set: Spec) {
  const { clock, hear } = desk;
  const refuse = refuser(desk, 'webhook');
  const isOneOf = (known: readonly string[], status: string) => known.some((word) => word.toLowerCase() === status.toLowerCase());
  const rungOf = (status: string) => (isOneOf(set.drafted, status) ? 'composed' : isOneOf(set.approved, status) ? 'approved' : 'accepted');

  /** What is wrong with it; undefined where it was put down. */
  const put = (message: unknown): string | undefined => {
    const at = (where: string, max?: number): string => {
      const value = valueAt(message, where);
      return typeof value === 'string' || typeof value === 'number' ? cut(String(value), max) : '';
    };
    const atMs = clock.now();
    const [id, title, text] = [at(set.id), at(set.title), at(set.text, charactersMax)];
    if (`${title}${text}` === '' && set.means !== 'acknowledgement') return `neither a title at ${set.title} nor a text at ${set.text}`;
    const said = [title, text].filter(Boolean).join('\n');
    if (set.means === 'acknowledgement') hear('milestone.reached', { atMs, milestone: 'acknowledged', role: set.role, source: 'observed', actor: set.automation ? 'automation' : 'person', detail: [at(set.who), title].filter(Boolean).join(': '), rung: 'acknowledged' });
    else if (id === '' && set.means !== 'alert') return `nothing at ${set.id} that names it`;
    else if (set.means === 'notice') hear('notice.moved', { atMs, notice: id, channel: set.channel, rung: rungOf(at(set.status)), text: said, receiver: 'webhook' });
    else {
      const listed = valueAt(message, '/labels');
      const mapped = Object.keys(set.labels).length === 0 && isRecord(listed) ? listed : Object.fromEntries(Object.entries(set.labels).map(([name, where]) => [name, valueAt(message, where)]));
      const labels = labelsOf({ alertname: title, ...mapped });
      hear('alert.heard', { atMs, receiver: 'webhook', status: isOneOf(set.resolved, at(set.status)) ? 'resolved' : 'firing', labels, annotations: labelsOf({ summary: title, description: text }), startsAtMs: atMs, fingerprint: fingerprintOf(id === '' ? labels : { webhook: id }), rung: 'accepted' });
    }
    return undefined;
  };

  return {
    answer: async ({ method, body }: Inbound): Promise<Outbound> => {
      const no = (status: number, why: string) => refuse(json(status, { error: why }), why);
      if (method !== 'POST' && method !== 'PUT') return no(405, `expected POST or PUT, got ${method}`);
      const read = readJson(anything, body);
      if ('wrong' in read) return no(400, `expected JSON, got ${read.wrong}`);
      const messages = set.each === undefined ? read.value : valueAt(read.value, set.each);
      if (set.each !== undefined && !Array.isArray(messages)) return no(422, `expected a list at ${set.each}, got none`);
      const wrong = (set.each !== undefined && Array.isArray(messages) ? messages : [messages]).map(put).find((why) => why !== undefined);
      return wrong === undefined ? json(200, { status: 'ok' }) : no(422, `expected a message as the scenario maps it, got ${wrong}`);
    },
  };
}

export const webhook = receiver({
  kind: 'webhook',
  summary: 'takes JSON from any other tool; `receivers: { webhook: ... }` in a scenario says which JSON pointer is what',
  spec,
  settings: ({ url }) => ({ tap: `curl -H 'content-type: application/json' -d '{"id": "1", "title": "SiteDown", "status": "firing", "labels": {"service": "edge"}}' ${url}` }),
  open,
});
