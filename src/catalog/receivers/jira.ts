/** Holds the receiver `jira`: takes issues as Jira Cloud does, and customers' requests as Jira Service Management does. */
import { z } from 'zod';
import type { Inbound, Outbound } from '../../ports/inbound.ts';
import { commentBody, documentOf, isInternal, issueBody, jiraErrors as errors, missingIn, plainText, requestBody, requestCommentBody, transitionBody, transitions, wrongFields } from '../../wire/jira.ts';
import type { JiraError } from '../../wire/jira.ts';
import { credentialOf, isOfType, partsOf, readJson, refuser, wrongCredential } from '../reading.ts';
import { json, type Receiver, type ReceiverDesk } from '../receiver.ts';
import { caseBook, isProgram } from './case-book.ts';
import type { Author, Case, Comment } from './case-book.ts';

/** Who acts: the user of basic authentication (`EMAIL:API_TOKEN`), an app (Connect signs with JWT), or somebody whom a token of OAuth doesn't name. */
function userOf(request: Inbound): string | undefined {
  if (credentialOf(request, 'JWT') !== undefined) return 'automation@app.example';
  if (credentialOf(request, 'Bearer') !== undefined) return 'agent@jira.example';
  const [, user, token] = /^([^:]+):(.+)$/s.exec(Buffer.from(credentialOf(request, 'Basic') ?? '', 'base64').toString('utf8')) ?? [];
  return token === wrongCredential ? undefined : user;
}

interface Kept {
  readonly id: string;
  readonly base: string;
  readonly project: string;
  /** Who is the customer of it: named as its reporter, or whoever raised it at the service desk. */
  readonly reporter: string;
  /** At a service desk. */
  readonly desk?: { readonly serviceDeskId: string; readonly requestTypeId: string };
}

const firstId = 10_000;
const nothing = (status: number): Outbound => ({ status, body: '', contentType: 'application/json;charset=UTF-8' });
const jiraTime = (ms: number) => new Date(ms).toISOString().replace('Z', '+0000');
const deskTime = (ms: number) => ({ iso8601: jiraTime(ms), jira: jiraTime(ms), friendly: new Date(ms).toUTCString(), epochMillis: ms });

function open(desk: ReceiverDesk) {
  const book = caseBook(desk, 'jira');
  const kept = new WeakMap<Case, Kept>();
  const keys = new Map<string, string>();
  const counts = new Map<string, number>();
  let ids = firstId;
  const refused = refuser(desk, 'jira');
  const no = ({ status, messages, errors = {} }: JiraError, got: string): Outbound => refused(json(status, { errorMessages: messages, errors }), `expected a request as Jira's API takes it, got ${got.slice(0, 300)}`);
  const noAtDesk = ({ status, messages }: JiraError, got: string): Outbound => refused(json(status, { errorMessage: messages.join(' '), i18nErrorMessage: { i18nKey: 'sd.error', parameters: [] } }), `expected a request as Jira Service Management's API takes it, got ${got.slice(0, 300)}`);
  const find = (idOrKey: string) => book.find(keys.get(idOrKey) ?? idOrKey);

  const accountOf = (user: string) => ({ accountId: user, accountType: isProgram(user) ? 'app' : 'atlassian', active: true, displayName: user.split('@')[0] ?? user, emailAddress: user });
  const commentJson = ({ id, author, text, public: shown, atMs }: Comment, version: string) => ({ id: String(id), author: accountOf(author), body: version === '2' ? text : documentOf(text), created: jiraTime(atMs), updated: jiraTime(atMs), jsdPublic: shown });
  const deskCommentJson = ({ id, author, text, public: shown, atMs }: Comment) => ({ id: String(id), body: text, public: shown, author: accountOf(author), created: deskTime(atMs) });

  const create = (base: string, user: string, made: { readonly project: string; readonly summary: string; readonly text: string; readonly customer: string | undefined; readonly desk?: Kept['desk'] }): Case => {
    const n = (counts.get(made.project) ?? 0) + 1;
    counts.set(made.project, n);
    const one = book.open({ id: `${made.project}-${n}`, customer: made.customer, title: made.summary, text: made.text, author: user, status: 'To Do' });
    const id = String(ids++);
    keys.set(id, one.id);
    kept.set(one, { id, base, project: made.project, reporter: made.customer ?? user, ...(made.desk && { desk: made.desk }) });
    return one;
  };

  /** Whoever raised a request is its customer, and whoever is named as a reporter; anybody else has a licence to answer. */
  const asWhom = (one: Case, user: string): Author => (one.customer === user ? 'customer' : isProgram(user) ? 'automation' : 'person');

  const issueJson = (one: Case, version: string) => {
    const { id = '', base = '', project = '', reporter = '' } = kept.get(one) ?? {};
    const [first] = one.comments;
    return { id, key: one.id, self: `${base}/rest/api/${version}/issue/${id}`, fields: { summary: one.title, description: version === '2' ? first?.text : documentOf(first?.text ?? ''), status: { name: one.status }, project: { key: project }, reporter: accountOf(reporter), created: jiraTime(one.createdMs), updated: jiraTime(one.updatedMs) } };
  };
  const requestJson = (one: Case) => {
    const { id = '', base = '', reporter = '', desk } = kept.get(one) ?? {};
    return { issueId: id, issueKey: one.id, summary: one.title, ...desk, reporter: accountOf(reporter), createdDate: deskTime(one.createdMs), currentStatus: { status: one.status, statusDate: deskTime(one.updatedMs) }, _links: { self: `${base}/rest/servicedeskapi/request/${id}`, jiraRest: `${base}/rest/api/2/issue/${id}` } };
  };

  const bodyAs = <T>(schema: z.ZodType<T, unknown>, request: Inbound, refuse: typeof no): { readonly value: T } | { readonly refusal: Outbound } => {
    if (!isOfType(request, 'application/json')) return { refusal: refuse(errors.wrongType, `content type ${request.headers['content-type'] ?? 'none'}`) };
    const read = readJson(schema, request.body);
    if ('value' in read) return read;
    return { refusal: refuse((read.at ?? '') === '' ? errors.broken : wrongFields({ [(read.at ?? '').replace(/^fields\./, '')]: read.wrong }), read.wrong) };
  };

  const ofIssues = (request: Inbound, user: string, version: string, [key, what]: readonly string[]): Outbound => {
    const { method, base } = request;
    const got = `${method} ${request.path}`;
    if (key === undefined) {
      if (method !== 'POST') return no(errors.wrongMethod, got);
      const read = bodyAs(issueBody, request, no);
      if ('refusal' in read) return read.refusal;
      const { fields } = read.value;
      const missing = missingIn(fields);
      if (Object.keys(missing).length > 0) return no(wrongFields(missing), Object.values(missing).join(' '));
      const { emailAddress, accountId, id, name } = fields.reporter ?? {};
      const made = create(base, user, { project: fields.project?.key ?? `P${fields.project?.id}`, summary: fields.summary ?? '', text: plainText(fields.description), customer: emailAddress ?? accountId ?? id ?? name });
      const { id: issueId, self } = issueJson(made, version);
      return json(201, { id: issueId, key: made.id, self });
    }
    const one = find(key);
    if (one === undefined) return no(errors.notFound, got);
    switch (`${method} ${what ?? ''}`) {
      case 'GET ':
        book.seen(one);
        return json(200, issueJson(one, version));
      case 'PUT ':
        book.change(one, undefined);
        return nothing(204);
      case 'DELETE ':
        book.remove(one);
        return nothing(204);
      case 'GET comment':
        return json(200, { startAt: 0, maxResults: one.comments.length, total: one.comments.length - 1, comments: one.comments.slice(1).map((comment) => commentJson(comment, version)) });
      case 'POST comment': {
        const read = bodyAs(commentBody, request, no);
        if ('refusal' in read) return read.refusal;
        const text = plainText(read.value.body);
        if (text.trim() === '') return no(wrongFields({ comment: 'Comment body can not be empty!' }), 'no text');
        return json(201, commentJson(book.comment(one, { author: user, text, public: !isInternal(read.value), as: asWhom(one, user) }), version));
      }
      case 'GET transitions':
        return json(200, { expand: 'transitions', transitions });
      case 'POST transitions': {
        const read = bodyAs(transitionBody, request, no);
        if ('refusal' in read) return read.refusal;
        const to = transitions.find(({ id }) => id === read.value.transition.id);
        if (to === undefined) return no(errors.noTransition, `transition ${read.value.transition.id}`);
        book.change(one, to.name);
        return nothing(204);
      }
      default:
        return no(errors.wrongMethod, got);
    }
  };

  const ofRequests = (request: Inbound, user: string, [key, what]: readonly string[]): Outbound => {
    const { method, base } = request;
    const got = `${method} ${request.path}`;
    if (key === undefined) {
      if (method !== 'POST') return noAtDesk(errors.wrongMethod, got);
      const read = bodyAs(requestBody, request, noAtDesk);
      if ('refusal' in read) return read.refusal;
      const { serviceDeskId, requestTypeId, requestFieldValues: { summary = '', description } = {}, raiseOnBehalfOf } = read.value;
      if (serviceDeskId === undefined || requestTypeId === undefined) return noAtDesk({ status: 400, messages: ['The service desk ID and the request type ID you provided are not valid.'] }, 'a request without serviceDeskId or requestTypeId');
      if (summary.trim() === '') return noAtDesk({ status: 400, messages: ['Your request could not be created. Please check the fields have been correctly filled in. summary: You must specify a summary of the issue.'] }, 'no summary');
      const made = create(base, user, { project: `SD${serviceDeskId}`, summary, text: plainText(description), customer: raiseOnBehalfOf ?? user, desk: { serviceDeskId, requestTypeId } });
      return json(201, requestJson(made));
    }
    const one = find(key);
    if (one === undefined) return noAtDesk(errors.notFound, got);
    if (what === undefined && method === 'GET') {
      book.seen(one);
      return json(200, requestJson(one));
    }
    if (what === 'comment' && method === 'GET') return json(200, { size: one.comments.length - 1, start: 0, limit: 50, isLastPage: true, values: one.comments.slice(1).map(deskCommentJson) });
    if (what !== 'comment' || method !== 'POST') return noAtDesk(errors.wrongMethod, got);
    const read = bodyAs(requestCommentBody, request, noAtDesk);
    if ('refusal' in read) return read.refusal;
    return json(201, deskCommentJson(book.comment(one, { author: user, text: read.value.body, public: read.value.public, as: asWhom(one, user) })));
  };

  return {
    answer: async (request: Inbound): Promise<Outbound> => {
      const { parts: [rest, api, ...way] } = partsOf(request);
      const user = userOf(request);
      if (user === undefined) return no(errors.noUser, 'no user and token in the header authorization');
      if (rest === 'rest' && api === 'servicedeskapi' && way[0] === 'request') return ofRequests(request, user, way.slice(1));
      if (rest === 'rest' && api === 'api' && (way[0] === '3' || way[0] === '2')) {
        if (way[1] === 'issue') return ofIssues(request, user, way[0], way.slice(2));
        if (way[1] === 'myself' && request.method === 'GET') return json(200, accountOf(user));
      }
      return no(errors.noRoute, `${request.method} ${request.path}`);
    },
  };
}

export const jira: Receiver = {
  kind: 'jira',
  summary: "takes issues as Jira does and requests as Jira Service Management does; a person's first public comment acknowledges, a deletion is seen",
  settings: ({ url }) => ({ replace: `# jira.js; any user and token will do. Programs are told by their user: automation@..., support-bot@...\ncreateCloudClient({ host: '${url}', auth: { type: 'basic', email, apiToken } })` }),
  open,
};
