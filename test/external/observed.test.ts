/** Observes a whole incident in the local world, whose diversion the team commands at a provider with an audit log: the scorecard names that log, and how exact it is. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freshHttp } from '../../src/tools/http.ts';
import { rangePlays } from '../../src/worlds/practice/plays.ts';
import { rangeApi } from '../../src/worlds/practice/range-api.ts';
import { readDescription } from '../../src/worlds/local/description.ts';
import { systemClock as clock } from '../../src/worlds/system-clock.ts';
import { gameday, liveRun } from '../kill/live-run.ts';
import { expectNobodyLeft, scorecardOf } from '../trouble/aftermath.ts';
import { account, auditToken, makeAuditLog } from './rig.ts';

const scenario = (api: string) => `
name: diverted-by-hand
version: "1"
owner: sre
duration: 45s
diversion: rule
scope: [rerouting]
responders: { monitoring: human, network: human }
observers:
  audit-log:
    cloudflare: { account: "${account}", token: ${auditToken.name}, api: "${api}" }
    divert: { action.type: rec_set, newValue: "*partner-a*" }
    failBack: { action.type: rec_set, newValue: "*edge*" }
    every: 500ms
`;

describe('An incident that is observed, with a provider outside', function () {
  this.timeout(120_000);
  this.retries(1);
  const folder = mkdtempSync(join(tmpdir(), 'gameday-outside-'));
  afterEach(() => void delete process.env[auditToken.name]);
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("times the commands by the provider's audit log, and refuses before anything starts without its secret", async () => {
    const log = await makeAuditLog();
    const file = join(folder, 'scenario.yaml');
    writeFileSync(file, scenario(log.api));
    const checked = await gameday('check', file).exited;
    expect(checked.code, checked.output).to.equal(64);
    expect(checked.output).to.contain(`the environment variable ${auditToken.name} is not set, and the observer audit-log needs the secret in it`);

    process.env[auditToken.name] = auditToken.value;
    const run = liveRun(file, '--observe');
    try {
      await run.until('timeline.started');
      const { description } = await run.until('world.opened');
      const plays = rangePlays(rangeApi(readDescription(description).services), async () => expect.fail('no mail is sent'), { http: freshHttp, url: undefined, clock });
      const mark = async (...words: readonly string[]) => expect((await gameday('mark', run.folder, ...words).exited).code).to.equal(0);
      await mark('began', '--role', 'facilitator');
      await mark('acknowledged', '--role', 'monitoring', '--give-or-take', '5s');
      const divertedMs = Date.now();
      log.did('rec_set', { newValue: '{"content":"partner-a"}' });
      await plays.setRoute('edge', 'partner-a', AbortSignal.timeout(5000));
      await run.until('path.seen', ({ entry, via }) => entry === 'front' && via.includes('partner-a'));
      // Somebody's word, which is later and no proof, must not be what counts.
      await mark('commanded', '--role', 'network', '--by', 'self');
      await new Promise((resolve) => setTimeout(resolve, 7000));
      log.did('rec_set', { newValue: '{"content":"edge"}' });
      await plays.setRoute('partner-a', 'edge', AbortSignal.timeout(5000));
      expect(run.of('timeline.ended'), 'the end, before all was done').to.deep.equal([]);
      const exit = await run.exited;
      expect(exit.output).not.to.match(/\n\s+at .*:\d+:\d+|internal error/);

      const card = scorecardOf(run.folder);
      const metric = (id: string) => card.capabilities.flatMap((one) => one.metrics).find((one) => one.id === id);
      const words = /^by Cloudflare's audit log, ±\d+(?:\.\d)? m?s$/;
      for (const id of ['decide', 'divert', 'failback']) {
        expect(metric(id)?.toldBy, id).to.match(words);
        expect(metric(id), id).to.include({ source: 'observed' });
        expect(metric(id)?.measured.is, id).to.equal('value');
        expect(metric(id)?.sentence, id).to.contain(`The command is timed ${metric(id)?.toldBy}.`);
      }
      expect(card.picture.marks.map(({ label }) => label)).to.include.members([`commanded ${metric('decide')?.toldBy}`, `failback ${metric('failback')?.toldBy}`]);
      const [told] = run.of('milestone.reached').filter(({ by }) => by === 'observer/audit-log');
      expect(Math.abs((told?.atMs ?? 0) - divertedMs)).to.be.at.most((told?.clockErrMs ?? 0) + 5);
      expect(card.validity.find(({ id }) => id === 'clocks')?.is).to.equal('held');
      for (const name of ['journal.ndjson', 'scorecard.html', 'scorecard.md']) expect(readFileSync(join(run.folder, name), 'utf8'), name).to.not.contain(auditToken.value);
      expect(readFileSync(join(run.folder, 'scorecard.md'), 'utf8')).to.contain("Cloudflare's audit log");
      await expectNobodyLeft(run.events());
    } finally {
      run.clean();
      await log.close();
    }
  });
});
