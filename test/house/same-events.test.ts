/** Compares what the worlds put down: the same scenario must yield the same (who, kind) of events, or one of them is a stage set. */
import { expect } from 'chai';
import { liveRun } from '../kill/live-run.ts';

async function whoSaidWhat(world: string): Promise<string[]> {
  const run = liveRun('test/fixtures/every-fault.yaml', '--world', world, '--quiet');
  try {
    const { output } = await run.exited;
    expect(run.of('timeline.ended').map((event) => event.because), output).to.deep.equal(['complete']);
    return [...new Set(run.events().map((event) => `${event.by} ${event.kind}`))].sort();
  } finally {
    run.clean();
  }
}

describe('the worlds', function () {
  this.timeout(120_000);

  it('put down the same kinds of events by the same authors', async () => {
    const [simulated, local] = await Promise.all(['simulated', 'local'].map(whoSaidWhat));
    expect(simulated).to.deep.equal(local);
    expect(simulated).to.include.members(['observer/path path.seen', 'observer/customers call.moved', 'observer/customers case.moved', 'receiver/alertmanager alert.heard', 'role/network milestone.reached', 'drill change.withdrawn']);
  });
});
