/** Observes an incident that gameday did not inject: only what somebody marked is rated, and the record says who said so. */
import { expect } from 'chai';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gameday, liveRun } from '../kill/live-run.ts';
import { expectNobodyLeft, expectPlainWords, scenario, scorecardOf } from './aftermath.ts';

describe('A run that only observes', function () {
  this.timeout(90_000);
  this.retries(1);

  it('injects nothing and rates what was marked, from whoever marked it', async () => {
    // Each mark is a process of its own, and all four must be in before the end, also on a machine that is busy; and without compression the
    // time after them is too short to tell that nothing else came.
    const base = mkdtempSync(join(tmpdir(), 'gameday-observe-'));
    const longer = join(base, 'longer.yaml');
    writeFileSync(longer, readFileSync(scenario, 'utf8').replace('duration: 9s', 'duration: 25s').replace('compression: 20', 'compression: 1'));
    const run = liveRun(longer, '--observe');
    try {
      await run.until('timeline.started');
      const marks = [
        ['began', '--role', 'facilitator'],
        ['acknowledged', '--role', 'monitoring', '--by', 'self'],
        ['declared', '--role', 'monitoring'],
        ['commanded', '--role', 'network', '--at', '0s ago'],
      ];
      for (const words of marks) expectPlainWords(await gameday('mark', run.folder, ...words).exited, 0);
      expect(run.of('timeline.ended'), 'the end, before all was marked').to.deep.equal([]);
      const exit = await run.exited;

      // What nobody marked and no receiver heard can't be rated, so this is no green.
      expectPlainWords(exit, 2);
      const events = run.events();
      expect(events.filter((event) => event.kind.startsWith('change.') || event.kind.startsWith('inject.'))).to.deep.equal([]);
      expect(run.of('run.opened')[0]?.mode).to.equal('observe');
      expect(run.of('milestone.reached').map(({ milestone, role, source }) => ({ milestone, role, source }))).to.deep.equal([
        { milestone: 'began', role: 'facilitator', source: 'facilitator' },
        { milestone: 'acknowledged', role: 'monitoring', source: 'self-reported' },
        { milestone: 'declared', role: 'monitoring', source: 'facilitator' },
        { milestone: 'commanded', role: 'network', source: 'facilitator' },
      ]);
      await expectNobodyLeft(events);
      const card = scorecardOf(run.folder);
      const rated = card.capabilities.flatMap((one) => one.metrics).filter((metric) => metric.rating !== null);
      // Nobody heard an alert, so who acknowledged had noticed otherwise; the decision ends with a mark of the facilitator's; the support case is one that the case observer opened itself.
      expect(Object.fromEntries(rated.map(({ id, source }) => [id, source]))).to.deep.equal({ 'found-by': 'self-reported', decide: 'facilitator', 'cases-kept': 'observed' });
      expect(JSON.stringify(card.capabilities)).not.to.include('"autopilot"');
      expect(card.mode).to.equal('observe');
      expect(card.rehearsal).to.equal(false);
    } finally {
      run.clean();
      rmSync(base, { recursive: true, force: true });
    }
  });
});
