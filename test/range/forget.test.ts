/** Tests that a range which stays up forgets what one drill left in it before the next begins. */
import { expect } from 'chai';
import { setTimeout as pause } from 'node:timers/promises';
import { submitMail } from '../../src/tools/smtp/submit.ts';
import { ask, planned, type Range, read, startAll, stopAll } from './kit.ts';

describe('a range that forgets', () => {
  let range: Range;
  before(async () => {
    range = await startAll(await planned(), ['status', 'portal', 'ledger', 'mail', 'watchman', 'router']);
  });
  after(() => stopAll(range));

  const forget = (control: string) => ask(`${control}/forget`, { method: 'POST' });

  it('has no notices, cases, entries and mails of before', async () => {
    const { status, portal, ledger, mail } = range;
    await ask(`${status.control}/notices`, { method: 'POST', json: { id: 'n1', title: 'one', text: 'two' } });
    await ask(`${portal.data}/portal/cases`, { method: 'POST', json: { id: 'c1', subject: 'help' } });
    await ask(`${ledger.data}/entries`, { method: 'POST', json: { id: 'e1', text: 'kept' } });
    const at = new URL(mail.data ?? '');
    await submitMail({ host: at.hostname, port: Number(at.port) }, { id: 'm1@test.example', from: 'a@test.example', to: 'b@test.example', subject: 's', text: 't' }, AbortSignal.timeout(5000));
    const held = async () => [await read(`${status.data}/notices`), await read(`${portal.control}/cases`), await read(`${ledger.control}/entries`), await read(`${mail.control}/mailboxes/b@test.example`)] as unknown[][];
    for (const end = Date.now() + 5000; Date.now() < end && (await held()).some((each) => each.length === 0); ) await pause(20);
    expect((await held()).map((each) => each.length)).to.deep.equal([1, 1, 1, 1]);
    for (const service of [status, portal, ledger, mail]) expect((await forget(service.control)).status).to.equal(200);
    expect((await held()).map((each) => each.length)).to.deep.equal([0, 0, 0, 0]);
  });

  it('begins its alerts anew, the one that always fires among them', async () => {
    const firing = async () => ((await read(`${range.watchman.control}/alerts`)) as { labels: { alertname: string }; startsAt: string }[]).find(({ labels }) => labels.alertname === 'Watchdog')?.startsAt;
    let before: string | undefined;
    for (const end = Date.now() + 5000; Date.now() < end && before === undefined; before = await firing()) await pause(20);
    expect(before).to.be.a('string');
    expect((await forget(range.watchman.control)).status).to.equal(200);
    let after = await firing();
    for (const end = Date.now() + 5000; Date.now() < end && (after === undefined || after === before); after = await firing()) await pause(20);
    expect(Date.parse(after ?? '')).to.be.greaterThan(Date.parse(before ?? ''));
  });

  it('takes it from services that remember nothing, too', async () => {
    expect((await forget(range.router.control)).status).to.equal(200);
  });
});
