/** Holds what scorecard.html promises: self-contained, inert, every number linked to its evidence, small, readable. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { style } from '../../src/report/html/style.ts';
import { reporters } from '../../src/report/index.ts';
import { aborted, cutShort, green, hostile, inconclusive, observeMode, red, samples } from '../fixtures/sample-scorecards.ts';
import { actingCharacters } from './acting-characters.ts';

const render = (card: Scorecard): string => reporters.html.render(card);
const tags = (page: string): readonly string[] => page.replace(/<script type="application\/json"[^]*?<\/script>/, '').replace(/<style>[^]*?<\/style>/, '').match(/<[a-z!/][^>]*>/gi) ?? [];

describe('report: html', () => {
  for (const [name, card] of Object.entries(samples)) {
    const page = render(card);

    it(`loads nothing and runs nothing: ${name}`, () => {
      expect(tags(page).filter((tag) => /\s(src|srcset|xlink:href|action|formaction|data|poster|on\w+)\s*=/i.test(tag.replace(/"[^"]*"/g, '""')))).to.deep.equal([]);
      expect([...page.matchAll(/href="([^"]*)"/g)].map((found) => found[1]).filter((to) => to?.startsWith('#') !== true)).to.deep.equal([]);
      expect(page.match(/<script/gi)).to.have.lengthOf(1);
      expect(style).not.to.match(/url\(|@import/);
      expect(page).to.include(`Content-Security-Policy" content="default-src 'none'`);
    });

    it(`links evidence only to lines that it shows, and gives no id twice: ${name}`, () => {
      const ids = tags(page).flatMap((tag) => / id="([^"]*)"/.exec(tag)?.[1] ?? []);
      const targets = [...page.matchAll(/href="#([^"]*)"/g)].map((found) => found[1] ?? '');
      expect(new Set(ids).size).to.equal(ids.length);
      expect(targets.filter((to) => !ids.includes(to))).to.deep.equal([]);
      expect(targets.some((to) => /^e\d+$/.test(to))).to.equal(true);
    });

    it(`closes every element, and stays below 210 KB: ${name}`, () => {
      const empty = new Set(['meta', 'br', '!doctype', 'path', 'rect']);
      const open: string[] = [];
      for (const tag of tags(page)) {
        const name = /^<\/?([a-z0-9!]+)/i.exec(tag)?.[1] ?? '';
        if (tag.startsWith('</')) expect(open.pop(), tag).to.equal(name);
        else if (!empty.has(name) && !tag.endsWith('/>')) open.push(name);
      }
      expect(open).to.deep.equal([]);
      expect(Buffer.byteLength(page)).to.be.below(210_000);
    });

    it(`inlines the data, readable by a tool: ${name}`, () => {
      const data = /<script type="application\/json" id="scorecard">([^<]*)<\/script>/.exec(page)?.[1] ?? '';
      expect((JSON.parse(data) as Scorecard).headline).to.equal(card.headline);
    });
  }

  it('puts what must be known first before everything else', () => {
    const first = (card: Scorecard): string => />([^<>]*[A-Za-z][^<>]*)</.exec(render(card).replace(/^[^]*<body>/, ''))?.[1] ?? '';
    expect(first(green)).to.equal('Rehearsal');
    expect(first(cutShort)).to.equal('Rehearsal');
    expect(first(red)).to.equal('Open');
    expect(first({ ...red, debts: null })).to.equal('Held for 12 s');
    expect(render(cutShort)).to.include('<strong>Cut short</strong>').and.include('<strong>Inconclusive</strong>');
    expect(render(aborted)).to.include('<strong>Aborted</strong>');
    expect(render({ ...red, simulated: true })).to.include('<strong>Simulated</strong>');
    expect(render(green)).to.include('<strong>Time compressed 10 times</strong>');
    expect(render({ ...red, outcome: 'not withdrawn', exitCode: 4 })).to.include('<strong>A fault was left behind</strong>');
    expect(render(observeMode)).to.include('<strong>Observed only</strong>');
  });

  it('shows a rating of an inconclusive drill without its colour, and says that it does not count', () => {
    expect(render(inconclusive)).to.include('(does not count)').and.not.match(/<li class="card (good|fair)">/);
    expect(render(green)).to.match(/<li class="card good">/);
  });

  it('says what was not measured, and why, in a section of its own', () => {
    expect(render(green)).to.match(/<section id="unmeasured">[^]*Longest gap between updates[^]*too short: the drill watched for 1 min 30 s[^]*<\/section>/);
    expect(render(observeMode)).to.match(/<section id="unmeasured">[^]*out of scope[^]*not exercised[^]*<\/section>/);
  });

  const section = (card: Scorecard, id: string): string => new RegExp(`<section id="${id}"[^>]*>([^]*?)</section>`).exec(render(card))?.[1]?.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ') ?? '';

  it('gives each audience its view, in an order that reads without a style sheet', () => {
    const page = render(red);
    const places = ['manager', 'aims', 'work', 'engineer', 'timeline', 'findings', 'terms', 'customers', 'story', 'coverage', 'told', 'notices', 'asked', 'debts'].map((id) => page.indexOf(` id="${id}"`));
    expect(places).to.deep.equal(places.toSorted((a, b) => a - b)).and.not.to.include(-1);
    for (const id of ['manager', 'engineer', 'customers']) expect(page).to.include(`<a href="#${id}">`);
  });

  it('tells what customers were told beside what was true then, and marks contradictions', () => {
    const story = section(red, 'story');
    expect(story).to.include('Of 3 texts that customers were given, 2 contradicted what was true as they were said.');
    expect(story).to.match(/0:24 Users harmed Nothing yet/);
    expect(story).to.match(/0:58 Users harmed, e-mail down, hotline not answered 2 notice by status page: “This is a drill\. If you need help[^”]*” ✕ contradiction It sends customers to email, which was down/);
    expect(story).to.match(/1:04 [^“]* 3 notice by e-mail, not proved to have reached anybody: [^✕]*✕ contradiction It says that it is over, while users were harmed/);
    expect(story).to.include('E-mail back Still 1 by hotline, 2 by status page, 3 by e-mail').and.include('users had not been seen to recover').and.not.include('Hotline answered again');
    expect(section(green, 'story')).to.include('Of 1 text that customers were given, none').and.include('Users recovered').and.not.include('✕ contradiction');
  });

  it('plots coverage by channel, tier and region against its aim, with the same in a table', () => {
    const coverage = section(red, 'coverage');
    expect(coverage).to.include('The aim is 95 % of customers by 1:20.').and.include('At 1:20, when due');
    for (const row of ['All customers 60 % 60 %', 'Phone channel, of those who have it 50 % 50 %', 'Status page channel, of those who have it 100 % 100 %', 'gold tier 100 % 100 %', 'silver tier 50 % 50 %', 'asia region 100 % 100 %']) expect(coverage).to.include(row);
    expect(render(red).match(/class="aim"/g)).to.have.lengthOf(7);
    expect(section(green, 'coverage')).to.include('Not measured: nobody listed the customers');
  });

  it('lists each channel that failed, with what told its customers instead', () => {
    expect(section(red, 'failures')).to.match(/Hotline 0:30 not seen nothing, as long as anybody watched 1 min e44/).and.match(/E-mail 0:46 1:16 status page, 1:00 14 s e76 e81/);
    const short = { ...red, story: { ...red.story, failures: red.story.failures.slice(0, 1).map((one) => ({ ...one, owed: false })) } };
    expect(section(short, 'failures')).to.include('nobody had to be told: it was back within the aim –');
    expect(section({ ...red, story: { ...red.story, failures: [] } }, 'failures')).to.include('No channel was proved to have failed');
  });

  it('names who was told by what, who stands on no list, and what is owed to whom by when', () => {
    expect(section(red, 'told')).to.match(/Told only about a dead channel status page 1:00 2 customers acme, bolt/).and.match(/On no list, and told nothing – never 1 customer dyne/);
    expect(section(red, 'notices')).to.include('A notice by status-page sends customers to email, which had been failing').and.include('not proved');
    expect(section(red, 'debts')).to.match(/Open 2 customers/).and.match(/Final report 2025-11-29 10:00:00 UTC 2025-12-06 10:00:00 UTC 1 of 2 0 of 2/).and.match(/Cause: no sentence/).and.match(/Waiting for it acme, coda/);
    expect(section(green, 'debts')).to.include('Nobody is owed a report.');
  });

  it('keeps the text of others inert', () => {
    const page = render(hostile);
    expect(tags(page).filter((tag) => /^<(img|script|iframe|object|a (?!href="#))/i.test(tag))).to.deep.equal([]);
    expect(actingCharacters(page)).to.deep.equal([]);
    expect(page).not.to.match(/<(td|th|dd|div|p|span)[^>]*>\s*=HYPERLINK/);
  });

  it('writes the same elements whatever the names are', () => {
    const shape = (card: Scorecard): string => tags(render(card)).map((tag) => /^<\/?[a-z0-9!]+/i.exec(tag)?.[0]).join('');
    const named = (text: string): Scorecard => ({ ...green, run: text, scenario: { ...green.scenario, title: text, owner: text }, journal: { ...green.journal, saw: text }, evidence: green.evidence.map((line) => ({ ...line, by: text, text })) });
    const plain = shape(named('name'));
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', '/', '=', 'a', '!', '-'), maxLength: 20 }), (a, b) => {
        expect(shape(named(a + b))).to.equal(plain);
      }), { numRuns: 40 });
  });

  it('stays below 210 KB for a drill of hours with thousands of lines', () => {
    const seconds = Array.from({ length: 12_600 }, (_, at) => at * 1_000);
    const long: Scorecard = {
      ...red,
      picture: { ...red.picture, endMs: 12_600_000, availability: seconds.map((atMs) => ({ atMs, share: 0.5 + Math.sin(atMs) / 2, sent: 50 })), offered: seconds.map((atMs) => ({ atMs, rps: 400 + Math.round(99 * Math.cos(atMs)) })) },
      evidence: Array.from({ length: 3_000 }, (_, seq) => ({ seq, offsetMs: seq * 4_000, by: 'observer/legitimate', kind: 'traffic.second', text: `12 of 50 legitimate requests were good in second ${seq}` })),
    };
    const page = render(long);
    expect(Buffer.byteLength(page)).to.be.below(210_000);
    expect(page).to.include('80 of 3,000 are shown');
    expect(page).not.to.include('not shown on this page');
  });

  it('meets WCAG AA for every pair of text and ground, light and dark', () => {
    const channel = (hex: string): number => (parseInt(hex, 16) / 255 <= 0.04045 ? parseInt(hex, 16) / 255 / 12.92 : ((parseInt(hex, 16) / 255 + 0.055) / 1.055) ** 2.4);
    const light = (colour: string): number => {
      const full = colour.length === 3 ? colour.replace(/./g, '$&$&') : colour;
      return 0.2126 * channel(full.slice(0, 2)) + 0.7152 * channel(full.slice(2, 4)) + 0.0722 * channel(full.slice(4, 6));
    };
    const contrast = (a: string, b: string): number => {
      const [dark = 0, bright = 0] = [light(a), light(b)].toSorted((x, y) => x - y);
      return (bright + 0.05) / (dark + 0.05);
    };
    const [day, night] = style.split('@media screen and (prefers-color-scheme:dark)').map((part) => Object.fromEntries([...part.matchAll(/--([\w-]+):#([0-9a-f]{3,6})/g)].map((found) => [found[1] ?? '', found[2] ?? ''])));
    const pairs = [['ink', 'page'], ['ink', 'sheet'], ['soft', 'page'], ['soft', 'sheet'], ['link', 'page'], ['link', 'sheet'], ...['good', 'fair', 'poor', 'bad', 'none'].map((tone) => [`${tone}-ink`, tone]), ...['fault', 'diverted', 'decoy', 'control', 'hold'].map((what) => ['sheet', what])];
    for (const colours of [day ?? {}, night ?? {}]) for (const [text = '', ground = ''] of pairs) expect(contrast(colours[text] ?? '', colours[ground] ?? ''), `${text} on ${ground}`).to.be.at.least(4.5);
    for (const strip of style.match(/\.banners \.\w+\{background:#[0-9a-f]{6};color:#fff\}/g) ?? []) expect(contrast('ffffff', /#([0-9a-f]{6})/.exec(strip)?.[1] ?? ''), strip).to.be.at.least(4.5);
  });
});
