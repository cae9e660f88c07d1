/** Holds the tests of the receiver `jira`, by the client jira.js: issues of the platform and requests of the service desk. */
import { expect } from 'chai';
import { createCloudClient, createServiceDeskClient } from 'jira.js';
import { caught } from './caught.ts';
import { served } from './served.ts';
import type { Served } from './served.ts';

const agent = 'kim@vendor.example';
const customer = 'jo@customer.example';

describe('jira', () => {
  let receivers: Served;
  beforeEach(async () => {
    receivers = await served();
  });
  afterEach(() => receivers.close());

  const at = (email: string, apiToken = 'any') => ({ host: `${receivers.url}/jira`, onSchemaMismatch: 'throw' as const, auth: { type: 'basic' as const, email, apiToken } });
  const cloud = (email = agent, token?: string) => createCloudClient(at(email, token));
  const desk = (email: string) => createServiceDeskClient(at(email));
  const document = (text: string) => ({ type: 'doc' as const, version: 1 as const, content: [{ type: 'paragraph' as const, content: [{ type: 'text' as const, text }] }] });
  const fields = (change: object = {}) => ({ project: { key: 'OPS' }, issuetype: { name: 'Incident' }, summary: 'Is it down?', description: document('We cannot log in.'), ...change });
  const seen = () => receivers.of('case.moved').map(({ case: id, state, rung, actor, customer: who, text }) => [id, state, rung, actor, who, text]);
  const failure = async (work: Promise<unknown>) => {
    const { status, body } = (await caught(work)) as { status: number; body: { errors?: object; errorMessages?: string[]; errorMessage?: string } };
    return [status, Object.keys(body.errors ?? {}), body.errorMessages?.length ?? body.errorMessage];
  };
  const raw = async (method: string, path: string, body?: string, headers: Record<string, string> = { authorization: `Basic ${btoa(`${agent}:any`)}`, 'content-type': 'application/json' }) => (await fetch(`${receivers.url}/jira/rest/${path}`, { method, headers, ...(body !== undefined && { body }) })).status;

  it('an issue is opened, found and worked on', async () => {
    const { key, id } = await cloud().issues.createIssue({ fields: fields({ reporter: { id: customer } }) });
    expect([key, id]).to.deep.equal(['OPS-1', '10000']);
    const issue = await cloud().issues.getIssue({ issueIdOrKey: id });
    await cloud().issues.getIssue({ issueIdOrKey: key });
    expect(issue.fields?.['summary']).to.equal('Is it down?');
    const { transitions = [] } = await cloud().issues.getTransitions({ issueIdOrKey: key });
    await cloud().issues.doTransition({ issueIdOrKey: key, transition: { id: transitions.find(({ name }) => name === 'Done')?.id ?? '' } });
    expect((await cloud().issues.getIssue({ issueIdOrKey: key })).fields?.['status']).to.deep.equal({ name: 'Done' });
    expect(seen()).to.deep.equal([
      ['OPS-1', 'opened', 'accepted', undefined, customer, 'Is it down?\nWe cannot log in.'],
      ['OPS-1', 'kept', 'accepted', undefined, customer, undefined],
      ['OPS-1', 'kept', 'accepted', undefined, customer, undefined],
    ]);
    expect(receivers.of('case.moved')[0]?.receiver).to.equal('jira');
  });

  it('only the first comment of a person that a customer can see acknowledges', async () => {
    const { key } = await cloud().issues.createIssue({ fields: fields({ reporter: { id: customer } }) });
    const comment = (email: string, text: string, more: object = {}) => cloud(email).issueComments.addComment({ issueIdOrKey: key, body: document(text), ...more });
    await comment('automation@vendor.example', 'Thank you.');
    await comment(agent, 'Looks like the edge.', { properties: [{ key: 'sd.public.comment', value: { internal: true } }] });
    await comment(agent, 'For admins.', { visibility: { type: 'role', value: 'Administrators' } });
    await comment(customer, 'Please hurry.');
    await comment(agent, 'We see it and work on it.');
    await comment(agent, 'It is over.');
    expect(seen().slice(1).map(([, state, rung, actor, , text]) => [state, rung, actor, text])).to.deep.equal([
      ['answered', 'accepted', 'automation', 'Thank you.'],
      ['kept', 'accepted', 'person', undefined],
      ['kept', 'accepted', 'person', undefined],
      ['kept', 'accepted', 'person', 'Please hurry.'],
      ['acknowledged', 'acknowledged', 'person', 'We see it and work on it.'],
      ['kept', 'accepted', 'person', 'It is over.'],
    ]);
    const { comments = [] } = await cloud().issueComments.getComments({ issueIdOrKey: key });
    expect(comments.map(({ jsdPublic }) => jsdPublic)).to.deep.equal([true, false, false, true, true, true]);
  });

  it('a request at the service desk is its customer’s until an agent answers', async () => {
    const request = await desk(customer).request.createCustomerRequest({ serviceDeskId: '10', requestTypeId: '25', requestFieldValues: { summary: 'Down', description: 'No page.' } });
    const issueIdOrKey = request.issueKey ?? '';
    await desk(customer).request.createRequestComment({ issueIdOrKey, body: 'Still no page.', public: true });
    await desk(agent).request.createRequestComment({ issueIdOrKey, body: 'Edge?', public: false });
    await desk(agent).request.createRequestComment({ issueIdOrKey, body: 'We are on it.', public: true });
    expect((await desk(customer).request.getCustomerRequestByIdOrKey({ issueIdOrKey })).summary).to.equal('Down');
    expect((await desk(customer).request.getRequestComments({ issueIdOrKey })).values?.map(({ body }) => body)).to.deep.equal(['Still no page.', 'Edge?', 'We are on it.']);
    expect(seen().map(([id, state, , actor, who]) => [id, state, actor, who])).to.deep.equal([
      ['SD10-1', 'opened', undefined, customer],
      ['SD10-1', 'kept', 'person', customer],
      ['SD10-1', 'kept', 'person', customer],
      ['SD10-1', 'acknowledged', 'person', customer],
      ['SD10-1', 'kept', undefined, customer],
    ]);
  });

  it('a deletion is seen', async () => {
    const { key } = await cloud().issues.createIssue({ fields: fields() });
    await cloud().issues.deleteIssue({ issueIdOrKey: key });
    expect(await failure(cloud().issues.getIssue({ issueIdOrKey: key }))).to.deep.equal([404, [], 1]);
    expect(seen().map(([id, state]) => [id, state])).to.deep.equal([['OPS-1', 'opened'], ['OPS-1', 'deleted']]);
  });

  it("what Jira would not take is the client's own error, and is refused", async () => {
    const { key } = await cloud().issues.createIssue({ fields: fields() });
    expect([
      await failure(cloud(agent, 'gameday-wrong').issues.createIssue({ fields: fields() })),
      await failure(cloud().issues.createIssue({ fields: { summary: ' ' } })),
      await failure(cloud().issues.createIssue({ fields: fields({ summary: 'two\nlines' }) })),
      await failure(cloud().issues.doTransition({ issueIdOrKey: key, transition: { id: '99' } })),
      await failure(cloud().issueComments.addComment({ issueIdOrKey: key, body: document(' ') })),
      await failure(cloud().issueComments.addComment({ issueIdOrKey: 'OPS-4711', body: document('x') })),
    ]).to.deep.equal([[401, [], 1], [400, ['project', 'issuetype', 'summary'], 0], [400, ['summary'], 0], [400, [], 1], [400, ['comment'], 0], [404, [], 1]]);
    expect((await failure(desk(customer).request.createCustomerRequest({ serviceDeskId: '10', requestTypeId: '25', requestFieldValues: {} })))[0]).to.equal(400);
    expect([
      await raw('POST', 'api/3/issue', '{'),
      await raw('POST', 'api/3/issue', '{}'),
      await raw('POST', 'api/3/issue', '{}', { authorization: `Basic ${btoa(`${agent}:any`)}` }),
      await raw('POST', 'api/3/issue', '{}', {}),
      await raw('PATCH', 'api/3/issue'),
      await raw('GET', 'api/3/field'),
      await raw('DELETE', 'servicedeskapi/request/OPS-1'),
    ]).to.deep.equal([400, 400, 415, 401, 405, 404, 405]);
    expect(seen()).to.have.length(1);
    expect(receivers.of('receiver.refused')).to.have.length(14);
  });

  it('hostile texts are put down as they are, and a document that goes down and down is read in part', async () => {
    const summary = '=1+1 <script>alert(1)</script> \u202Egnp.exe\u0000';
    await cloud().issues.createIssue({ fields: fields({ summary }) });
    expect(seen()[0]?.[5]).to.equal(`${summary}\nWe cannot log in.`);
    const deep = `${'{"type":"paragraph","content":['.repeat(100)}{"type":"text","text":"deep"}${']}'.repeat(100)}`;
    expect(await raw('POST', 'api/3/issue', JSON.stringify({ fields: fields({ description: JSON.parse(deep) as object }) }))).to.equal(201);
    expect(await raw('POST', 'api/2/issue', JSON.stringify({ fields: fields({ description: 'plain' }) }))).to.equal(201);
    expect(seen().map((one) => one[5]).slice(1)).to.deep.equal(['Is it down?', 'Is it down?\nplain']);
    const pit = `{"fields":{"description":${'{"type":"x","content":['.repeat(20_000)}${']}'.repeat(20_000)}}}`;
    expect(await raw('POST', 'api/3/issue', pit)).to.equal(400);
  });
});
