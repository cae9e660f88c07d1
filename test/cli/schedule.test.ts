/** Tests `gameday schedule`: the manifest as Kubernetes would read it, the calendar as another program reads it, and what is refused. */
import { expect } from 'chai';
import ICAL from 'ical.js';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { cronTimes, type CronTimes } from '../../src/cli/schedule/cron-times.ts';
import { calendar, singleDates } from '../../src/cli/schedule/calendar.ts';
import { gameday, scratch } from './gameday.ts';

const nowMs = Date.UTC(2026, 10, 23, 12, 0);
const icsOf = (times: CronTimes) => calendar({ name: 'one', title: 'One', briefing: 'A line; with, signs\\\nand another — ü'.repeat(8), times, nowMs, minutes: 15 });

/** The moments that a reader of the calendar shows. */
function shown(ics: string, count: number): readonly number[] {
  const root = new ICAL.Component(ICAL.parse(ics) as unknown[]);
  for (const zone of root.getAllSubcomponents('vtimezone')) ICAL.TimezoneService.register(zone);
  const events = root.getAllSubcomponents('vevent').map((each) => new ICAL.Event(each));
  const moments = events.flatMap((event) => {
    if (!event.isRecurring()) return [event.startDate.toJSDate().getTime()];
    const every = event.iterator();
    return Array.from({ length: count }, () => every.next().toJSDate().getTime());
  });
  return moments.slice(0, count);
}

describe('schedule', function () {
  this.timeout(60_000);
  const { folder, clean } = scratch();
  after(clean);
  const inNew = () => mkdtempSync(path.join(folder, 'one-'));

  describe('a line of cron', () => {
    const lines: readonly (readonly [string, string, string | undefined])[] = [
      ['30 9 * * 2', 'Europe/Berlin', 'FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=30'],
      ['30 9 * * TUE', 'America/New_York', 'FREQ=WEEKLY;BYDAY=TU;BYHOUR=9;BYMINUTE=30'],
      ['0 14 1,15 * *', 'Australia/Sydney', 'FREQ=MONTHLY;BYMONTHDAY=1,15;BYHOUR=14;BYMINUTE=0'],
      ['0 9,15 * * 1-5', 'UTC', 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=9,15;BYMINUTE=0'],
      ['0 6 * 3,9 *', 'Asia/Kolkata', 'FREQ=DAILY;BYMONTH=3,9;BYHOUR=6;BYMINUTE=0'],
      ['0 9 31 * *', 'Europe/Berlin', 'FREQ=MONTHLY;BYMONTHDAY=31;BYHOUR=9;BYMINUTE=0'],
      // To cron either day counts, which no rule of calendars says.
      ['0 9 1 * 1', 'Europe/Berlin', undefined],
    ];
    for (const [cron, zone, rule] of lines) {
      it(`${cron} in ${zone} is ${rule ?? 'single dates'}, at the same moments in a calendar, summer and winter`, () => {
        const times = cronTimes(cron, zone);
        expect(times.rule).to.equal(rule);
        const count = rule === undefined ? singleDates : 60;
        const ics = icsOf(times);
        expect(shown(ics, count)).to.deep.equal(times.next(nowMs, count).map(({ atMs }) => atMs));
      });
    }

    const wrong: readonly (readonly [string, string, RegExp])[] = [
      ['9 * * *', 'UTC', /five fields of cron, got 4/],
      ['0 30 9 * * 2', 'UTC', /five fields of cron, got 6/],
      ['@weekly', 'UTC', /five fields/],
      ['30 9 L * *', 'UTC', /as Kubernetes takes it, got "L"/],
      ['30 9 * * 2#1', 'UTC', /as Kubernetes takes it/],
      ['30 9 * * 7', 'UTC', /Sunday is 0/],
      ['61 9 * * *', 'UTC', /a line of cron/],
      ['0 9 31 2 *', 'UTC', /a line of cron/],
      ['30 9 * * 2', 'Mars/Olympus', /name of a time zone/],
    ];
    for (const [cron, zone, says] of wrong) it(`${cron} in ${zone} is refused`, () => expect(() => cronTimes(cron, zone)).to.throw(says));
  });

  it('writes a calendar that keeps to the rules of the format', () => {
    const ics = icsOf(cronTimes('30 9 * * 2', 'Europe/Berlin'));
    expect(ics.endsWith('END:VCALENDAR\r\n')).to.equal(true);
    expect(ics.replaceAll('\r\n', '')).to.not.match(/[\r\n]/);
    // RFC 5545, 3.1: lines of at most 75 octets.
    expect(ics.split('\r\n').filter((line) => Buffer.byteLength(line) > 75)).to.deep.equal([]);
    expect(ics).to.include('DTSTART;TZID=Europe/Berlin:20261124T093000').and.include('TZID:Europe/Berlin').and.include('DURATION:PT15M');
    const event = new ICAL.Event(new ICAL.Component(ICAL.parse(ics) as unknown[]).getAllSubcomponents('vevent')[0]);
    expect(event.description).to.equal('A line; with, signs\\\nand another — ü'.repeat(8));
  });

  it('writes the CronJob and the invitation, with the briefing in it', async () => {
    const cwd = inNew();
    const { code, out, err } = await gameday(['schedule', 'quickstart', '--cron', '30 9 * * 2', '--time-zone', 'Europe/Berlin', '--namespace', 'shop', '--image', 'registry.example/gameday:9'], { cwd, env: { GAMEDAY_IMAGE: undefined } });
    expect(code, err).to.equal(0);
    expect(out).to.include('kubectl -n shop apply --server-side -f gameday-quickstart.yaml').and.include('FREQ=WEEKLY');
    const documents = parseAllDocuments(readFileSync(path.join(cwd, 'gameday-quickstart.yaml'), 'utf8')).map((document) => document.toJS() as { readonly kind: string; readonly metadata: { readonly name: string; readonly namespace: string }; readonly spec?: object });
    expect(documents.map(({ kind, metadata }) => [kind, metadata.name, metadata.namespace])).to.deep.equal([
      ['PersistentVolumeClaim', 'gameday-journals', 'shop'],
      ['ConfigMap', 'gameday-quickstart', 'shop'],
      ['CronJob', 'gameday-quickstart', 'shop'],
    ]);
    const [, configMap, cron] = documents;
    expect(configMap).to.have.nested.property('data.scenario\\.yaml').that.matches(/^name: quickstart$/m);
    expect(cron?.spec).to.deep.include({ schedule: '30 9 * * 2', timeZone: 'Europe/Berlin', concurrencyPolicy: 'Forbid', startingDeadlineSeconds: 300 });
    expect(cron).to.have.nested.property('spec.jobTemplate.spec.backoffLimit', 0);
    // Its wall clock is 4 minutes.
    expect(cron).to.have.nested.property('spec.jobTemplate.spec.activeDeadlineSeconds', 420);
    expect(cron).to.have.nested.property('spec.jobTemplate.spec.template.spec.serviceAccountName', 'gameday-agent');
    expect(cron).to.have.nested.property('spec.jobTemplate.spec.template.spec.containers[0].image', 'registry.example/gameday:9');
    expect(cron).to.have.nested.property('spec.jobTemplate.spec.template.spec.volumes').that.deep.includes({ name: 'scenario', configMap: { name: 'gameday-quickstart' } });

    const event = new ICAL.Event(new ICAL.Component(ICAL.parse(readFileSync(path.join(cwd, 'gameday-quickstart.ics'), 'utf8')) as unknown[]).getAllSubcomponents('vevent')[0]);
    expect(event.summary).to.include('Quick start');
    for (const part of ['Monitoring finds the attack before customers do.', 'The mail relay refuses every mail', 'network: played by gameday', 'longer than 4m', 'kubectl -n shop delete job']) expect(event.description).to.include(part);
  });

  it('writes the scenario so that it is one again', async () => {
    const cwd = inNew();
    writeFileSync(path.join(cwd, 'mine.yaml'), '# why\nname: mine\nversion: "1"\nowner: sre\nduration: 20s\nlanes: { a: [{ fault: latency, for: 5s, with: { proxy: ledger, latency: 300ms } }] }\n');
    expect((await gameday(['schedule', 'mine.yaml', '--cron', '0 9 1 * 1', '--out', '.'], { cwd })).code).to.equal(0);
    const [, configMap] = parseAllDocuments(readFileSync(path.join(cwd, 'gameday-mine.yaml'), 'utf8')).map((document) => document.toJS() as { data?: Record<string, string> });
    writeFileSync(path.join(cwd, 'again.yaml'), configMap?.data?.['scenario.yaml'] ?? '');
    const { code, err } = await gameday(['check', 'again.yaml'], { cwd });
    expect(code, err).to.equal(0);
  });

  it('refuses runs that would overlap, a scenario that is none, and files that are there', async () => {
    const cwd = inNew();
    const often = await gameday(['schedule', 'quickstart', '--cron', '*/5 * * * *'], { cwd });
    expect(often.code).to.equal(64);
    expect(often.err).to.match(/at least 420 s between two runs.*got 300 s/s);
    expect(existsSync(path.join(cwd, 'gameday-quickstart.yaml'))).to.equal(false);
    expect((await gameday(['schedule', 'nothing', '--cron', '0 9 * * 1'], { cwd })).code).to.equal(64);
    writeFileSync(path.join(cwd, 'gameday-quickstart.ics'), 'mine');
    const there = await gameday(['schedule', 'quickstart', '--cron', '0 9 * * 1'], { cwd });
    expect(there.code).to.equal(64);
    expect(there.err).to.include('gameday-quickstart.ics');
    expect(existsSync(path.join(cwd, 'gameday-quickstart.yaml')), 'neither of two, where one is there').to.equal(false);
  });
});
