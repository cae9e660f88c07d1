/** Tests that a runner tells an outpost of another version apart, and says what to do. */
import { expect } from 'chai';
import { once } from 'node:events';
import { createServer } from 'node:http2';
import { type AddressInfo, connect } from 'node:net';
import { version } from '../../../src/outpost/version.ts';
import { outpostOver } from '../../../src/worlds/kubernetes/outpost/outpost.ts';
import { makeRig } from './outpost-rig.ts';

const soon = () => AbortSignal.timeout(10_000);

/** What is said of an outpost that answers so when it is asked for its version. */
async function refusalOf(status: number, body: string): Promise<string | undefined> {
  const server = createServer().on('stream', (stream, headers) => {
    stream.respond({ ':status': headers[':path'] === '/version' ? status : 404 });
    stream.end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const outpost = await outpostOver({ dial: async () => connect((server.address() as AddressInfo).port, '127.0.0.1'), namespace: 'drill', run: 'r1' }, soon());
  try {
    return await outpost.refusal(soon());
  } finally {
    await outpost.close();
    server.close();
  }
}

describe('the version of an outpost', () => {
  it('is that of its package, and then nothing is said', async () => {
    expect(version).to.match(/^\d+\.\d+\.\d+/);
    const rig = await makeRig();
    try {
      const outpost = await rig.open();
      expect(await outpost.refusal(soon())).to.equal(undefined);
    } finally {
      await rig.close();
    }
  });

  it('that is another one is told, with what brings both together', async () => {
    expect(await refusalOf(200, '{"version":"0.0.9"}')).to.contain('is of version 0.0.9').and.to.contain(`this gameday is ${version}`).and.to.contain('gameday install --namespace drill');
    expect(await refusalOf(404, '')).to.contain("doesn't tell its version");
    expect(await refusalOf(200, '{}')).to.contain("doesn't tell its version");
  });
});
