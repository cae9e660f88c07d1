/** Holds that scorecard.md says the essential first, and that nobody's text becomes markup in it. */
import { expect } from 'chai';
import { reporters } from '../../src/report/index.ts';
import { code, escaped } from '../../src/report/markdown-text.ts';
import { aborted, cutShort, green, hostile, inconclusive, red, samples } from '../fixtures/sample-scorecards.ts';
import { actingCharacters } from './acting-characters.ts';

const lines = (text: string): readonly string[] => text.split('\n');

describe('report: markdown', () => {
  it('says outcome and rehearsal in its first line', () => {
    expect(lines(reporters.markdown.render(green))[0]).to.equal('# Passed: performed with some challenges (rehearsal)');
    expect(lines(reporters.markdown.render(red))[0]).to.equal('# Not passed: unable to be performed');
    expect(lines(reporters.markdown.render(inconclusive))[0]).to.match(/^# Inconclusive.*\(rehearsal\)$/);
    expect(reporters.markdown.render(cutShort)).to.include('> **Cut short:**');
    expect(reporters.markdown.render(aborted)).to.include('> **Aborted:**');
  });

  it('shows every measure with its aim, and what was not measured with its reason', () => {
    const text = reporters.markdown.render(green);
    expect(text).to.include('| Attack to first correct alert (critical) | 7.4 s | at most 12 s | P 12 s, S 30 s, M 1 min | P | observed by a tool | e31 e52 |');
    expect(text).to.include('| Communications: Longest gap between updates | not measured | too short: the drill watched for 1 min 30 s, and the last bound is 6 min |');
  });

  it('gives every row of a table as many cells as its head, whatever the text holds', () => {
    const bars = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    for (const card of Object.values(samples)) {
      let head = 0;
      for (const line of lines(reporters.markdown.render(card))) {
        if (!line.startsWith('|')) head = 0;
        else if (head === 0) head = bars(line);
        else expect(bars(line), line).to.equal(head);
      }
    }
  });

  it('leaves no HTML, link, image, mention, code or heading of anybody else', () => {
    const text = reporters.markdown.render(hostile).replaceAll('<!-- -->', '\uE000').replace(/`+[^`\n]*`+/g, '');
    expect(text).not.to.include('<');
    expect(text).not.to.match(/(?<!\\)\[/);
    expect(text).not.to.match(/@\w/);
    expect(text).not.to.match(/https?:\/\/|www\./);
    expect(lines(text).filter((line) => /^#+ /.test(line))).to.deep.equal(lines(reporters.markdown.render(hostile)).filter((line) => /^#+ (Not passed|Findings|Rulings|Objectives|Detection|Rerouting|Communications|Impact|Coverage|What|Validity|The record)/.test(line)));
    expect(actingCharacters(reporters.markdown.render(hostile))).to.deep.equal([]);
  });

  it('says whom notices reached, and what is owed, where that is known', () => {
    const text = reporters.markdown.render(red);
    expect(text).to.include('| Told by the end | 60 % of 5 customers |').and.include('| Told only about a dead channel | 2 |').and.include('| Final report acknowledged | 0 of 2, due by 2025-11-29 10:00:00 UTC |').and.include('| The final report lacks | Cause: no sentence says why it happened |');
    expect(reporters.markdown.render(green)).not.to.include('## Coverage');
  });

  it('escapes each kind of markup', () => {
    expect(escaped('a|b *c* _d_ `e` [f](g) <h> &amp; #1 @i ~j~ $k$')).to.equal('a\\|b \\*c\\* \\_d\\_ \\`e\\` \\[f\\](g) &lt;h&gt; &amp;amp; \\#1 @<!-- -->i \\~j\\~ \\$k\\$');
    expect(escaped('https://a.example www.b.example')).to.equal('https&#58;//a.example www&#46;b.example');
    expect(escaped('=1+1')).to.equal("'=1+1");
    expect(code('a`b')).to.equal('``a`b``');
    expect(code('`a')).to.equal('`` `a ``');
  });
});
