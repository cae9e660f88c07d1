/** Holds the tests of panels: what a good one becomes, and that a wrong row is refused with its line and column. */
import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { addressKey, bitOf, nodeBits, panelFlags } from '../../../src/record/panel.ts';
import { readPanel } from '../../../src/scenario/panel/read-panel.ts';
import { panelSource } from '../../../src/scenario/panel/source.ts';
import { seededRandom } from '../../../src/worlds/seeded-random.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'gameday-panel-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const read = async (given: unknown, seed = 1) => readPanel(panelSource.parse(given), folder, seededRandom(seed));
const fromText = async (text: string | Uint8Array, name = 'customers.csv', beside: object = {}) => {
  writeFileSync(path.join(folder, name), text);
  return read({ file: name, ...beside });
};
const problemOf = async (reading: Promise<unknown>): Promise<string> => reading.then(() => 'no problem', (error: Error) => error.message);

const good = 'id,name,region,tier,on_list,needs_record,email,email_age_days,phone,status_page,account_manager,delegate\n';

describe('a panel in CSV', () => {
  it('is counted by profile, with everybody named and nobody\'s address or name in it', async () => {
    const panel = await fromText(`${good}acme,"Acme, ""Inc.""",europe,gold,yes,iso-27001,ann@acme.example,10,+1 212 555 0101,yes,Mo,Jo\nbolt,=cmd|' /C calc'!A0,europe,gold,no,,bob@bolt.example,400,,,,\ncoda,"<script>\n\u202e</script>",europe,gold,no,,cy@coda.example,400,,,,\n`);
    const { listing, parts, members } = panel;
    expect(listing).to.include({ format: 1, customers: 3 });
    expect(listing.named.map(({ id, profile, canary }) => [id, profile, canary])).to.deep.equal([['acme', 0, true], ['bolt', 1, true], ['coda', 1, true]]);
    expect(parts).to.deep.equal([{
      region: [0, 0], tier: [0, 0], fresh: [bitOf('email') | bitOf('phone') | bitOf('status-page') | bitOf('account-manager'), 0], stale: [0, bitOf('email')],
      flags: [panelFlags.listed | panelFlags.needsRecord | panelFlags.managed | panelFlags.delegated, 0], signIn: [0, 0], mail: [0, 0], count: [1, 2],
    }]);
    expect(listing.named[0]?.keys).to.include.members([addressKey('ann@acme.example'), addressKey('+12125550101')]);
    const recorded = JSON.stringify({ listing, parts });
    for (const secret of ['Acme', 'acme.example', 'cmd', 'script', '555', 'Mo']) expect(recorded, secret).to.not.include(secret);
    expect(members.map(({ id, channels }) => [id, channels])).to.deep.equal([['acme', ['email', 'phone', 'status-page', 'account-manager']], ['bolt', []], ['coda', []]]);
  });

  it('names line and column of everything that is wrong', async () => {
    const wrong = await problemOf(fromText(`${good}acme,A,europe,gold,maybe,,ann@acme.com,ten,+1 212 555 2101,,,\nacme,"two\nlines",europe,gold,yes,,a@b.example,1,,,,\nacme,again,europe,gold,yes,,a@b.example,1,,,,\n"bad id",x,,,,,,,,,,Jo\nshort,row\n`));
    expect(wrong).to.include('line 2:20: expected "yes" or "no", got "maybe"');
    expect(wrong).to.include('line 2:27: expected an address in a domain that ends in .example, since a drill never reaches a real customer, got "ann@acme.com"');
    expect(wrong).to.include('line 2:40: expected a whole number of days, got "ten"');
    expect(wrong).to.include('line 2:44: expected a number that is given to nobody');
    expect(wrong).to.include('line 5:1: expected each customer once, got "acme" again, first in line 2');
    expect(wrong).to.include('line 6:1: expected an id of up to 64 letters');
    expect(wrong).to.include('expected an account manager for whom somebody can stand in, got a delegate alone');
    expect(wrong).to.include('line 7:7: expected 12 cells, as the header has, got 2');
  });

  it('has a header that is understood, or none', async () => {
    expect(await problemOf(fromText('id,emial\nacme,x@y.example\n'))).to.include('line 1:4: expected the name of a column, got "emial"; did you mean "email"?');
    expect(await problemOf(fromText('name\nAcme\n'))).to.include('expected a header with a column "id"');
    expect(await problemOf(fromText(''))).to.include('got an empty file');
    expect(await problemOf(fromText('id,name\nacme,"never closed\n'))).to.include('line 2:6: expected CSV as RFC 4180 has it, got a quote that is never closed');
    expect(await problemOf(fromText('id\n'))).to.include('expected at least one customer');
  });

  it('is read with a mark, in UTF-16, with semicolons, and refused where it is neither', async () => {
    expect((await fromText(`\uFEFFid;region\r\nacme;Süd\r\n`)).listing.regions).to.deep.equal(['Süd']);
    const utf16 = Buffer.from('\uFEFFid,region\nacme,日本\n', 'utf16le');
    expect((await fromText(utf16)).listing.regions).to.deep.equal(['日本']);
    expect(await problemOf(fromText(Buffer.concat([Buffer.from('id,region\nacme,'), Buffer.from([0xe9, 0x74, 0xe9]), Buffer.from('\n')])))).to.match(/bytes that aren't UTF-8 \(customers.csv, line 2\)/);
  });
});

describe('dependencies of customers', () => {
  const head = 'id,sign_in,mail_by\n';

  it('are followed down to what of the practised system they need', async () => {
    const { parts, listing } = await fromText(`${head}acme,bolt,own\nbolt,idp,vendor\ncoda,vendor,acme\n`, 'customers.csv', { dependencies: { idp: ['cdn'], cdn: ['edge', 'portal'] } });
    const rowOf = (id: string) => listing.named.find((one) => one.id === id)?.profile ?? -1;
    const part = parts[0];
    expect(['acme', 'bolt', 'coda'].map((id) => part?.signIn[rowOf(id)])).to.deep.equal([nodeBits(['edge', 'portal']), nodeBits(['edge', 'portal']), nodeBits(['edge'])]);
    expect(['acme', 'bolt', 'coda'].map((id) => part?.mail[rowOf(id)])).to.deep.equal([0, nodeBits(['mail']), 0]);
  });

  it('are refused where they go round in circles, each circle once, and where nobody knows the party', async () => {
    const circles = await problemOf(fromText(`${head}acme,bolt,own\nbolt,coda,own\ncoda,acme,own\n`));
    expect(circles).to.include('got one problem').and.include('line 2:6: expected dependencies without a cycle, got bolt -> coda -> acme -> bolt');
    expect(await problemOf(fromText(`${head}acme,idp,own\n`, 'customers.csv', { dependencies: { idp: ['sso'], sso: ['idp'] } }))).to.include('got idp -> sso -> idp');
    expect(await problemOf(fromText(`${head}acme,own,nobody\n`))).to.include('line 2:10').and.include('got "nobody"');
  });
});

describe('a panel in YAML', () => {
  it('has the same fields, or contacts in objects', async () => {
    const { listing, parts } = await fromText('customers:\n  - id: acme\n    region: europe\n    onList: true\n    needsRecord: [iso-27001, iso-9001]\n    contacts:\n      email: { address: ann@acme.example, ageDays: 3, owner: <b>Ann</b> }\n      status-page: yes\n', 'customers.yaml');
    expect(listing.customers).to.equal(1);
    expect(parts[0]).to.deep.include({ fresh: [bitOf('email') | bitOf('status-page')], flags: [panelFlags.listed | panelFlags.needsRecord] });
  });

  it('names line and column too', async () => {
    const wrong = await problemOf(fromText('customers:\n  - id: acme\n    regoin: europe\n    contacts:\n      email: { address: ann@acme.com }\n  - just text\n', 'customers.yaml'));
    expect(wrong).to.include('line 3:5: expected a field of a customer, got the unknown key "regoin"; did you mean "region"?');
    expect(wrong).to.include('line 5:16: expected an address in a domain that ends in .example');
    expect(wrong).to.include('line 6:').and.include('expected a customer, got "just text"');
    expect(await problemOf(fromText('a: [', 'customers.yaml'))).to.include('line 1:');
  });

  it('is a file that is there, of a kind that is known', async () => {
    expect(await problemOf(read('nowhere.csv'))).to.include('got no such file (nowhere.csv)');
    expect(await problemOf(fromText('x', 'customers.xlsx'))).to.include('expected a panel that ends in .csv, .yaml or .yml');
  });
});

describe('a panel from a seed', () => {
  it('is the same for the same seed, and another one for another', async () => {
    const [a, b, c] = await Promise.all([read({ generate: { customers: 300 } }, 7), read({ generate: { customers: 300 } }, 7), read({ generate: { customers: 300 } }, 8)]);
    expect(a).to.deep.equal(b);
    expect(a.parts).to.not.deep.equal(c.parts);
  });

  it('names canaries of every region and channel, some of those on no list, and counts the rest', async () => {
    const { listing, parts, members } = await read({ generate: { customers: 20_000, unlisted: 0.1 } });
    expect(parts.flatMap(({ count }) => count).reduce((sum, n) => sum + n, 0)).to.equal(20_000);
    expect(members).to.have.length(200);
    for (const region of listing.regions) for (const channel of ['email', 'phone', 'sms', 'portal', 'account-manager']) expect(members.filter((one) => one.region === region && one.channels.includes(channel)).length, `${region} ${channel}`).to.be.greaterThan(4);
    expect(listing.named.filter(({ canary }) => !canary)).to.have.length(100);
    expect(members.every(({ address, phone }) => address.endsWith('@customers.example') && /^\+1\d{3}55501\d\d$/.test(phone))).to.equal(true);
  });

  it('has from ten to a million customers', () => {
    expect([9, 10, 1_000_000, 1_000_001].map((customers) => panelSource.safeParse({ generate: { customers } }).success)).to.deep.equal([false, true, true, false]);
  });
});
