/** Holds the receiver `zendesk`: takes tickets and requests as Zendesk's Ticketing API does; the first public comment of an agent acknowledges a case. */
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { bodyOf, invalidAt, requestBody, systemChannels, systemUser, ticketBody, zendeskErrors as errors } from '../../wire/zendesk.ts';
import type { ZendeskError, ZendeskTicket } from '../../wire/zendesk.ts';
import { idFrom } from '../ids.ts';
import { credentialOf, isOfType, partsOf, readJson, refuser, wrongCredential } from '../reading.ts';
import { json, type Receiver, type ReceiverDesk } from '../receiver.ts';
import { caseBook, isProgram } from './case-book.ts';
import type { Author, Case, Comment } from './case-book.ts';

/** The user that basic authentication names, as `EMAIL/token:TOKEN`; with a token of OAuth it is nobody by name. */
function userOf(request: Inbound): string | undefined {
  if (credentialOf(request, 'Bearer') !== undefined) return 'agent@zendesk.example';
  const basic = credentialOf(request, 'Basic');
  const [, user, token] = /^([^:]+):(.+)$/s.exec(Buffer.from(basic ?? '', 'base64').toString('utf8')) ?? [];
  return user === undefined || token === wrongCredential ? undefined : user.replace(/\/token$/, '');
}

const timeOf = (ms: number) => new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
const customerOf = ({ requester }: ZendeskTicket): string | undefined => requester?.email ?? requester?.name;

function open(desk: ReceiverDesk) {
  const { random } = desk;
  const book = caseBook(desk, 'zendesk');
  const users = new Map<string, number>();
  const given = new Map<string, ZendeskTicket>();
  let tickets = 0;
  const refused = refuser(desk, 'zendesk');
  const no = ([status, body]: ZendeskError, got: string): Outbound => refused(json(status, body), `expected a request as Zendesk's Ticketing API takes it, got ${got.slice(0, 300)}`);
  const idOf = (user: string): number => {
    const id = users.get(user) ?? 1000 + users.size;
    users.set(user, id);
    return id;
  };
  const userBy = (id: number): string | undefined => [...users].find(([, one]) => one === id)?.[0];

  const commentJson = ({ id, author, text, public: shown, atMs }: Comment) => ({ id, type: 'Comment', author_id: author === 'system' ? systemUser : idOf(author), body: text, plain_body: text, public: shown, attachments: [], via: { channel: 'api' }, created_at: timeOf(atMs) });
  const ticketJson = (one: Case, base: string) => {
    const { external_id: external = null, priority = null, tags = [] } = given.get(one.id) ?? {};
    const [first] = one.comments;
    return {
      url: `${base}/api/v2/tickets/${one.id}.json`, id: Number(one.id), external_id: external, via: { channel: 'api' }, created_at: timeOf(one.createdMs), updated_at: timeOf(one.updatedMs), subject: one.title, raw_subject: one.title, description: first?.text ?? '',
      priority, status: one.status, requester_id: idOf(one.customer ?? first?.author ?? ''), submitter_id: idOf(first?.author ?? ''), assignee_id: null, tags, custom_fields: [], is_public: true,
    };
  };
  const auditJson = (one: Case, comment: Comment | undefined) => ({ id: Number(idFrom(random, 12, 'digits')), ticket_id: Number(one.id), created_at: timeOf(one.updatedMs), author_id: idOf(comment?.author ?? ''), events: comment === undefined ? [] : [commentJson(comment)], via: { channel: 'api' } });

  /** Only agents have the Tickets API; a comment is the customer's there where it says so. */
  const authorOf = (ticket: ZendeskTicket, user: string, of: Case): { readonly author: string; readonly as: Author } => {
    const { author_id: id, via } = ticket.comment ?? {};
    if (id === systemUser || systemChannels.has(via?.channel ?? '') || systemChannels.has(ticket.via?.channel ?? '')) return { author: 'system', as: 'automation' };
    const author = (id === undefined ? undefined : userBy(id)) ?? user;
    if (id !== undefined && author === of.customer) return { author, as: 'customer' };
    return { author, as: isProgram(author) ? 'automation' : 'person' };
  };

  const create = (user: string, ticket: ZendeskTicket): Case | undefined => {
    const text = ticket.comment === undefined ? (ticket.description ?? '') : bodyOf(ticket.comment);
    if (text.trim() === '') return undefined;
    const id = String(++tickets);
    given.set(id, ticket);
    return book.open({ id, customer: customerOf(ticket) ?? (ticket.requester_id === undefined ? undefined : userBy(ticket.requester_id)), title: ticket.subject ?? text.slice(0, 80), text, author: user, status: ticket.status ?? 'new' });
  };

  const update = (one: Case, user: string, ticket: ZendeskTicket): Comment | undefined => {
    if (ticket.status !== undefined) one.status = ticket.status;
    if (ticket.comment === undefined) {
      book.change(one, ticket.status);
      return undefined;
    }
    return book.comment(one, { text: bodyOf(ticket.comment), public: ticket.comment.public ?? true, ...authorOf(ticket, user, one) });
  };

  const deleteMany = (ids: readonly string[]): Outbound => {
    for (const id of ids) {
      const one = book.find(id);
      if (one !== undefined) book.remove(one);
    }
    return json(200, { job_status: { id: idFrom(random, 32), status: 'queued', total: ids.length, progress: null, message: null, results: null } });
  };

  const ofTickets = (request: Inbound, user: string, [id, what]: readonly string[], query: URLSearchParams): Outbound => {
    const { method, base, body } = request;
    const got = `${method} ${request.path}`;
    if (id === 'destroy_many' && method === 'DELETE') return deleteMany((query.get('ids') ?? '').split(',').filter((one) => one !== ''));
    const one = id === undefined ? undefined : book.find(id);
    if (id !== undefined && one === undefined) return no(errors.notFound, got);
    if (method === 'GET') {
      if (one === undefined) return json(200, { tickets: book.all().map((each) => ticketJson(each, base)), count: book.all().length, next_page: null, previous_page: null });
      if (what === 'comments') return json(200, { comments: one.comments.map(commentJson), count: one.comments.length, next_page: null, previous_page: null });
      book.seen(one);
      return json(200, { ticket: ticketJson(one, base) });
    }
    if (method === 'DELETE' && one !== undefined) {
      book.remove(one);
      return { status: 204, body: '', contentType: 'application/json; charset=utf-8' };
    }
    if (method !== (one === undefined ? 'POST' : 'PUT')) return no(errors.wrongMethod, got);
    if (!isOfType(request, 'application/json')) return no(errors.noTicket, `${got} with content type ${request.headers['content-type'] ?? 'none'}`);
    const read = readJson(ticketBody, body);
    if ('wrong' in read) return no(read.at === 'ticket' ? errors.noTicket : invalidAt(read.at), read.wrong);
    const { ticket } = read.value;
    if (one !== undefined) {
      const comment = update(one, user, ticket);
      return json(200, { ticket: ticketJson(one, base), audit: auditJson(one, comment) });
    }
    const created = create(user, ticket);
    return created === undefined ? no(errors.blank, 'no description') : json(201, { ticket: ticketJson(created, base), audit: auditJson(created, created.comments[0]) }, { location: `${base}/api/v2/tickets/${created.id}.json` });
  };

  /** What end users do themselves. A comment of theirs says that the case is still there, and acknowledges nothing. */
  const ofRequests = (request: Inbound, user: string | undefined, [id]: readonly string[]): Outbound => {
    const { method, base, body } = request;
    const one = id === undefined ? undefined : book.find(id);
    if (id !== undefined && one === undefined) return no(errors.notFound, `${method} ${request.path}`);
    if (method === 'GET' && one !== undefined) {
      book.seen(one);
      return json(200, { request: ticketJson(one, base) });
    }
    if (method !== (one === undefined ? 'POST' : 'PUT')) return no(errors.wrongMethod, `${method} ${request.path}`);
    const read = readJson(requestBody, body);
    if ('wrong' in read) return no(invalidAt(read.at), read.wrong);
    const { request: asked } = read.value;
    const customer = customerOf(asked) ?? user ?? 'anonymous';
    if (one !== undefined) {
      if (asked.comment === undefined) book.change(one, asked.status);
      else book.comment(one, { author: customer, text: bodyOf(asked.comment), public: true, as: 'customer' });
      return json(200, { request: ticketJson(one, base) });
    }
    const created = create(customer, { ...asked, requester: { email: customer } });
    return created === undefined ? no(errors.blank, 'no description') : json(201, { request: ticketJson(created, base) });
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts, query } = partsOf({ ...request, path: request.path.replace(/\.json(?=$|\?)/, '') });
      const [api, version, list, ...rest] = parts;
      const user = userOf(request);
      const anonymous = list === 'requests' && request.headers['authorization'] === undefined;
      if (user === undefined && !anonymous) return no(errors.unknownUser, 'no user and token in the header authorization');
      if (api !== 'api' || version !== 'v2') return no(errors.noRoute, `${request.method} ${request.path}`);
      if (list === 'requests') return ofRequests(request, user, rest);
      if (list === 'tickets') return ofTickets(request, user ?? '', rest, query);
      if (list === 'users' && rest[0] === 'me') return json(200, { user: { id: idOf(user ?? ''), email: user, name: user, role: 'agent', active: true } });
      return no(errors.noRoute, `${request.method} ${request.path}`);
    },
  };
}

export const zendesk: Receiver = {
  kind: 'zendesk',
  summary: "takes tickets and requests as Zendesk's API does; an agent's first public comment acknowledges, a deletion is seen",
  settings: ({ url }) => ({ replace: `# node-zendesk; any user and token will do. Programs are told by their user: automation@..., support-bot@...\ncreateClient({ endpointUri: '${url}/api/v2', username, token })` }),
  open,
};
