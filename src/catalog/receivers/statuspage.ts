/** Holds the receiver `statuspage`: takes incidents and final reports by Statuspage's API, and shows its public page; a fetch of that which carries an update proves it *delivered*. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { componentRequest, fromForm, incidentRequest, postmortemRequest } from '../../wire/statuspage.ts';
import { rateLimiter } from '../rate-limit.ts';
import { credentialOf, isOfType, partsOf, readJson, readValue, refuser, textOf, wayOf, wrongCredential } from '../reading.ts';
import type { Read } from '../reading.ts';
import { json, receiver, type ReceiverDesk } from '../receiver.ts';
import { componentShown, incidentShown, isOpen, makePage, postmortemShown, type Incident, type Update } from './statuspage/page.ts';
import { shownTo } from './statuspage/public.ts';

const spec = z.strictObject({
  components: z.array(z.string().min(1)).default(['Communities', 'Social web', 'Case portal', 'E-mail', 'Hotline']).describe('names of the components that the page shows'),
  perMinuteMax: z.int().positive().default(60).describe("requests in a minute with one key; Statuspage's own limit"),
});
type Spec = z.output<typeof spec>;

const wrong = (status: number, error: string | readonly string[], headers?: Readonly<Record<string, string>>) => json(status, { error }, headers);
const nowhere = wrong(404, 'Not found');

const read = <T>(schema: z.ZodType<T, unknown>, request: Inbound): Read<T> =>
  isOfType(request, 'application/x-www-form-urlencoded') ? readValue(schema, fromForm(textOf(request.body))) : readJson(schema, request.body);

/** The key comes in a header or in the query. */
const keyOf = (request: Inbound, query: URLSearchParams): string | undefined => {
  const given = query.get('api_key') ?? '';
  return credentialOf(request, 'OAuth') ?? (given !== '' && given !== wrongCredential ? given : undefined);
};

function open(desk: ReceiverDesk, { components, perMinuteMax }: Spec) {
  const { clock, random, hear } = desk;
  const refuse = refuser(desk, 'statuspage');
  const waitMs = rateLimiter({ max: perMinuteMax, perMs: 60_000 }, clock);
  const page = makePage(components, clock, random);
  let pageId = 'gameday0page';

  const accepted = ({ name }: Incident, { notice, body, atMs }: Update) => hear('notice.moved', { atMs, notice, channel: 'status-page', rung: 'accepted', text: [name, body].filter(Boolean).join('\n'), receiver: 'statuspage' });
  const delivered = (incident: Incident) => {
    for (const update of incident.updates) {
      if (update.delivered) continue;
      update.delivered = true;
      hear('notice.moved', { atMs: clock.now(), notice: update.notice, channel: 'status-page', rung: 'delivered', receiver: 'statuspage' });
    }
  };
  const shown = (incident: Incident, base: string) => incidentShown(incident, page, pageId, base);
  const badBody = (given: Extract<Read<unknown>, { wrong: string }>, expected: string) => refuse(given.broken ? wrong(400, 'The request body could not be parsed') : wrong(422, [given.wrong.replace(/^[\w.]*: /, '')]), `expected ${expected}, got ${given.wrong}`);
  const noWay = (request: Inbound) => refuse(nowhere, `expected a path of Statuspage's API, got ${wayOf(request)}`);

  const change = (request: Inbound, known?: Incident): Outbound => {
    const given = read(incidentRequest, request);
    if ('wrong' in given) return badBody(given, 'an incident');
    const { incident } = given.value;
    const name = incident.name ?? known?.name ?? '';
    if (name.trim() === '') return refuse(wrong(422, ["Name can't be blank"]), 'expected an incident with a name, got none');
    if (name.length > 255) return refuse(wrong(422, ['Name is too long (maximum is 255 characters)']), `expected a name of at most 255 characters, got ${name.length}`);
    const stranger = [...(incident.component_ids ?? []), ...Object.keys(incident.components ?? {})].find((id) => !page.components.has(id));
    if (stranger !== undefined) return refuse(wrong(422, [`Component ${stranger} could not be found`]), `expected ids of the page's components, got ${stranger.slice(0, 50)}`);
    const before = known?.updates[0];
    const changed = page.change(incident, known);
    const [newest] = changed.updates;
    if (newest !== undefined && newest !== before) accepted(changed, newest);
    return json(known === undefined ? 201 : 200, shown(changed, request.base));
  };

  const postmortem = (request: Inbound, incident: Incident, step: string | undefined): Outbound => {
    const { method } = request;
    if (method === 'GET' && step === undefined) return json(200, postmortemShown(incident));
    if (method === 'PUT' && step === undefined) {
      const given = read(postmortemRequest, request);
      if ('wrong' in given) return badBody(given, 'a postmortem');
      Object.assign(incident.postmortem, { draft: given.value.postmortem.body_draft, draftMs: clock.now() });
      return json(200, postmortemShown(incident));
    }
    if (method === 'PUT' && step === 'publish') {
      if (isOpen(incident)) return refuse(wrong(422, ['Incident must be resolved before a postmortem can be published']), `expected the postmortem of an incident that is resolved, got ${incident.status}`);
      if (!incident.postmortem.draft) return refuse(wrong(422, ["Postmortem body can't be blank"]), 'expected a postmortem with a text, got none');
      accepted(incident, page.publish(incident));
      return json(200, postmortemShown(incident));
    }
    return noWay(request);
  };

  const incidents = (request: Inbound, [id, part, step]: readonly string[]): Outbound => {
    const { method, base } = request;
    if (id === undefined && method === 'POST') return change(request);
    if (method === 'GET' && (id === undefined || id === 'unresolved')) return json(200, page.incidents().filter((incident) => id === undefined || isOpen(incident)).map((incident) => shown(incident, base)));
    const incident = page.incident(id ?? '');
    if (incident === undefined) return refuse(nowhere, `expected the id of an incident, got ${(id ?? 'none').slice(0, 50)}`);
    if (part === 'postmortem') return postmortem(request, incident, step);
    if (part !== undefined) return noWay(request);
    if (method === 'GET') return json(200, shown(incident, base));
    if (method === 'PATCH' || method === 'PUT') return change(request, incident);
    if (method !== 'DELETE') return noWay(request);
    page.remove(incident.id);
    return json(200, shown(incident, base));
  };

  const component = (request: Inbound, id: string | undefined): Outbound => {
    const { method } = request;
    if (method === 'GET' && id === undefined) return json(200, [...page.components.values()].map((one) => componentShown(one, pageId)));
    const known = page.components.get(id ?? '');
    if (id !== undefined && known === undefined) return refuse(nowhere, `expected the id of a component, got ${id.slice(0, 50)}`);
    if (method === 'GET' && known !== undefined) return json(200, componentShown(known, pageId));
    if (method !== (known === undefined ? 'POST' : 'PATCH') && !(known !== undefined && method === 'PUT')) return noWay(request);
    const given = read(componentRequest, request);
    if ('wrong' in given) return badBody(given, 'a component');
    const { name, description, status } = given.value.component;
    if (known === undefined && name === undefined) return refuse(wrong(422, ["Name can't be blank"]), 'expected a component with a name, got none');
    const changed = known ?? page.addComponent(name ?? '', description ?? null, status ?? 'operational');
    Object.assign(changed, { name: name ?? changed.name, description: description ?? changed.description, status: status ?? changed.status, updatedMs: clock.now() });
    return json(known === undefined ? 201 : 200, componentShown(changed, pageId));
  };

  const api = (request: Inbound, [what, id, kind, ...rest]: readonly string[], query: URLSearchParams): Outbound => {
    const key = keyOf(request, query);
    if (key === undefined) return refuse(wrong(401, 'Could not authenticate'), 'expected a key (Authorization: OAuth), got none, or a wrong one');
    const ms = waitMs(key);
    if (ms !== undefined) return refuse(wrong(429, 'Too many requests', { 'retry-after': String(Math.ceil(ms / 1000)) }), `expected at most ${perMinuteMax} requests in a minute, got more`);
    if (what !== 'pages' || id === wrongCredential) return noWay(request);
    pageId = id ?? pageId;
    const about = { id: pageId, name: 'Status', subdomain: pageId, url: request.base, time_zone: 'UTC' };
    if (kind === undefined) return request.method === 'GET' ? json(200, id === undefined ? [about] : about) : noWay(request);
    if (kind === 'incidents') return incidents(request, rest);
    return kind === 'components' && rest.length <= 1 ? component(request, rest[0]) : noWay(request);
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts, query } = partsOf(request);
      if (parts[0] === 'v1') return api(request, parts.slice(1), query);
      const seen = request.method === 'GET' ? shownTo(parts, page, pageId, request.base) : undefined;
      if (seen === undefined) return noWay(request);
      for (const incident of seen.carried) delivered(incident);
      return seen.answer;
    },
  };
}

export const statuspage = receiver({
  kind: 'statuspage',
  summary: "takes incidents and postmortems by Statuspage's API, and shows its public page",
  settings: ({ url }) => ({ replace: `STATUSPAGE_API_URL=${url}/v1\nSTATUSPAGE_API_KEY=any\nSTATUSPAGE_PAGE_ID=gameday0page\n# The public page is ${url}/history, its API ${url}/api/v2/incidents.json.` }),
  spec,
  open,
});
