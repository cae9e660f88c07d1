/** Tests that a fence of forbidden networks leaves exactly what is allowed, by Node's own list of networks. */
import { BlockList } from 'node:net';
import { expect } from 'chai';
import fc from 'fast-check';
import { allBut, loopback } from '../../../src/tools/k6/only-to.ts';
import { familyOf, forbidding } from './forbidden.ts';

const fence = (allowed: readonly string[]) => forbidding(allBut(allowed));

/** Without `::ffff:1.2.3.4`, which is an IPv4 address to k6. */
const address = fc.oneof(fc.ipV4(), fc.ipV6().filter((one) => !one.includes('.')));

describe('a fence around addresses', () => {
  it('forbids all others, whichever these are, of both families', () => {
    fc.assert(
      fc.property(fc.array(address, { maxLength: 4 }), address, (allowed, other) => {
        const isForbidden = fence(allowed);
        for (const one of allowed) expect(isForbidden(one), one).to.equal(false);
        const among = new BlockList();
        for (const one of allowed) if (familyOf(one) === familyOf(other)) among.addAddress(one, familyOf(one));
        expect(isForbidden(other)).to.equal(!among.check(other, familyOf(other)));
      }),
    );
  });

  it('of loopback leaves that network alone, to its edges', () => {
    const isForbidden = fence(loopback);
    for (const near of ['127.0.0.0', '127.255.255.255', '::1']) expect(isForbidden(near), near).to.equal(false);
    for (const far of ['126.255.255.255', '128.0.0.0', '0.0.0.0', '255.255.255.255', '10.0.0.1', '::', '::2', 'fe80::1', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff']) expect(isForbidden(far), far).to.equal(true);
  });

  it('lets nothing through where nothing is allowed', () => {
    expect(allBut([])).to.deep.equal(['0.0.0.0/0', '0:0:0:0:0:0:0:0/0']);
  });
});
