/** Holds that what the judge really says can be reported in every format. */
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { judge } from '../../src/judge/judge.ts';
import { escaped as inHtml } from '../../src/report/html/markup.ts';
import { escaped as inMarkdown } from '../../src/report/markdown-text.ts';
import { reporters, scorecardSchema, scorecardSchemaId, terminalSummary } from '../../src/report/index.ts';
import { sampleHistory } from '../fixtures/sample-history.ts';
import { readXml } from './well-formed.ts';

describe('report: a judged drill', () => {
  const card = judge(sampleHistory());

  it('keeps the published schema and names it', () => {
    const ajv = new Ajv2020({ allErrors: true });
    const valid = ajv.compile(scorecardSchema);
    valid(JSON.parse(reporters.json.render(card)));
    expect(ajv.errorsText(valid.errors)).to.equal('No errors');
    expect(card.$schema).to.equal(scorecardSchemaId);
  });

  it('links every number of the page to a line that the page shows', () => {
    const page = reporters.html.render(card);
    const links = [...page.matchAll(/href="#(e\d+)"/g)].map((found) => found[1] ?? '');
    expect(links).to.have.length.above(20);
    expect(links.filter((to) => !page.includes(` id="${to}"`))).to.deep.equal([]);
    expect(page).not.to.include('not shown on this page');
    expect(Buffer.byteLength(page)).to.be.below(200_000);
  });

  it('shows every metric, objective, check and finding in page, Markdown and JUnit', () => {
    const page = reporters.html.render(card);
    const text = reporters.markdown.render(card);
    const titles = [...card.capabilities.flatMap((one) => one.metrics), ...card.impact].map((metric) => metric.title);
    for (const title of titles) expect([page.includes(inHtml(title)), text.includes(inMarkdown(title))], title).to.deep.equal([true, true]);
    const names = readXml(reporters.junit.render(card)).filter((one) => one.name === 'testcase').map((one) => one.attributes['name']);
    expect(names).to.deep.equal(['The drill as a whole', ...card.objectives.map((one) => `${one.id}: ${one.text}`), ...card.validity.map((one) => `${one.id}: ${one.title}`)]);
    expect(terminalSummary(card, { colour: false, width: 80 })).to.include(card.capabilities[0]?.rating ?? 'not rated');
  });
});
