/** Holds the test of a team's own automation that moves the range in a real drill, by the address that the drill tells: the route follows, and SIGKILL leaves nothing diverted. */
import { expect } from 'chai';
import Cloudflare from 'cloudflare';
import { setTimeout as sleep } from 'node:timers/promises';
import { liveRun } from './live-run.ts';

const zone_id = '023e105f4ecef8ad9ca31a8372d0c353';

describe("a team's own automation in a real drill", function () {
  this.timeout(90_000);
  this.retries(1);

  it("leads the range's route through the partner by Cloudflare's SDK, and a runner that is killed leaves nothing diverted", async () => {
    const run = liveRun('test/fixtures/partner.yaml');
    let output = '';
    run.child.stderr?.on('data', (text: string) => (output += text));
    try {
      await run.until('timeline.started');
      const joined = () => /tools join at (\S+)/.exec(output)?.[1];
      while (joined() === undefined) await sleep(50);
      const client = new Cloudflare({ baseURL: `${joined()}/cloudflare/client/v4`, apiToken: 'token', maxRetries: 0 });
      const [www] = (await client.dns.records.list({ zone_id })).result;
      expect(www).to.include({ name: 'www.shop.example', content: 'origin.shop.example' });
      await client.dns.records.edit(www?.id ?? '', { zone_id, type: 'CNAME', name: 'www', ttl: 60, content: 'b.partner.example' });
      const commanded = await run.until('milestone.reached', (event) => event.milestone === 'commanded');
      expect(commanded).to.include({ source: 'observed', by: 'receiver/cloudflare', actor: 'automation', detail: 'partner-b: CNAME www b.partner.example' });
      await run.until('path.seen', (probe) => probe.ok && probe.via.includes('partner-b'));

      run.child.kill('SIGKILL');
      await run.exited;
      const closed = await run.until('run.closed', undefined, 20_000);
      expect(closed).to.deep.include({ because: 'cut short', leftBehind: [] });
      expect(run.of('change.withdrawn').map(({ inject }) => inject)).to.include('cloudflare-divert-1');
      expect(run.of('change.withdrawn').find(({ inject }) => inject === 'cloudflare-divert-1')?.saw).to.match(/the route leads to edge|its world|ended/);
    } finally {
      run.child.kill('SIGKILL');
      run.clean();
    }
  });
});
