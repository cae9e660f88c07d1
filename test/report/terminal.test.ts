/** Holds that the terminal's summary fits its width, is plain where asked, and says what decides. */
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import { terminalSummary } from '../../src/report/index.ts';
import { cells, wrap } from '../../src/report/terminal-text.ts';
import { cutShort, green, hostile, inconclusive, red, samples } from '../fixtures/sample-scorecards.ts';
import { actingCharacters } from './acting-characters.ts';

describe('report: terminal', () => {
  for (const [name, card] of Object.entries(samples)) {
    it(`keeps within 40, 80 and 140 columns, and colour changes no text: ${name}`, () => {
      for (const width of [40, 80, 140]) {
        const plain = terminalSummary(card, { colour: false, width });
        for (const line of plain.split('\n')) expect(cells(line), line).to.be.at.most(width);
        expect(stripVTControlCharacters(terminalSummary(card, { colour: true, width }))).to.equal(plain);
        expect(plain).not.to.match(/\p{Emoji_Presentation}/u);
      }
    });
  }

  it('says outcome and rehearsal first, then each capability with rating and sentence', () => {
    const text = terminalSummary(green, { colour: false, width: 100 });
    expect(text).to.match(/^Passed: performed with some challenges \(rehearsal\)\n/);
    expect(text).to.match(/Detection +P +━{10} 100 +performed without challenges\n +The right alarm woke somebody 7\.4 s/);
    expect(text).to.match(/Command to traffic on the partner +3\.04 s +at most 3 s +S/);
    expect(text).to.include('scorecard.html');
  });

  it('shows high findings, a cut journal, and ratings that do not count', () => {
    expect(terminalSummary(red, { colour: false, width: 100 })).to.include('critical finding (network, due 2025-12-23): The portal entry bypasses the partner');
    expect(terminalSummary(cutShort, { colour: false, width: 100 })).to.include('Cut short: The journal has no end');
    expect(terminalSummary(inconclusive, { colour: false, width: 100 })).to.include('performed without challenges (does not count)');
  });

  it('lets no control character of anybody through', () => {
    expect(actingCharacters(terminalSummary(hostile, { colour: false, width: 80 }))).to.deep.equal([]);
    const escape = String.fromCharCode(27);
    const sent = terminalSummary(hostile, { colour: true, width: 80 }).split(escape).slice(1).map((piece) => piece.slice(0, piece.indexOf('m') + 1));
    expect(new Set(sent)).to.be.a('set').and.satisfy((found: ReadonlySet<string>) => [...found].every((one) => /^\[(0|1|2|3[1-6])m$/.test(one)));
  });

  it('wraps long words, wide letters, and keeps a number with its unit', () => {
    expect(wrap('aaaaaaaaaaaa bb', 5)).to.deep.equal(['aaaaa', 'aaaaa', 'aa bb']);
    expect(wrap('漢字漢字', 4)).to.deep.equal(['漢字', '漢字']);
    expect(wrap('after 23 s it came back', 8)).to.deep.equal(['after', '23 s it', 'came', 'back']);
  });
});
