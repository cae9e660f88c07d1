/** Tells the story of 2013 twice, simulated: as it was, and with the promised practice done; the same attack, and the scorecards say what the practice was worth. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rating } from '../../src/judge/rate.ts';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { readYaml } from '../../src/scenario/yaml-source.ts';
import { gameday, root, scratch } from '../cli/gameday.ts';

const scenarioOf = (name: string) => readYaml(readFileSync(join(root, `scenarios/${name}.yaml`), 'utf8'), name).raw as Readonly<Record<string, unknown>>;

describe('the story of 2013', function () {
  this.timeout(120_000);
  const { folder, clean } = scratch();
  after(clean);

  async function told(name: string) {
    const out = join(folder, name);
    const { code, err } = await gameday(['run', name, '--world', 'simulated', '--quiet', '--out', out], { cwd: folder });
    const card = JSON.parse(readFileSync(join(out, 'scorecard.json'), 'utf8')) as Scorecard;
    const metrics = card.capabilities.flatMap((one) => one.metrics);
    const ratings = (...ids: readonly string[]): readonly (Rating | null | undefined)[] => ids.map((id) => metrics.find((metric) => metric.id === id)?.rating);
    return { code, err, card, ratings };
  }

  it('fails where it failed', async () => {
    const { code, err, card, ratings } = await told('lithium-2013');
    expect(code, err).to.equal(1);
    expect(card.capabilities.map(({ rating }) => rating)).to.deep.equal(['U', 'U', 'U']);
    expect(ratings('detect', 'decide', 'end-to-end', 'fallback', 'reach', 'calls-answered', 'cases-acknowledged', 'cases-kept', 'notices-sound')).to.deep.equal(Array(9).fill('U'));
  });

  it('passes once the promised practice was done', async () => {
    const { code, err, card } = await told('lithium-2013-prepared');
    expect(code, err).to.equal(0);
    for (const { capability, rating, metrics } of card.capabilities) {
      expect(['P', 'S'], capability).to.include(rating);
      for (const metric of metrics) expect(['P', 'S', null], metric.id).to.include(metric.rating);
    }
  });

  it('is the same attack both times, on as many customers', () => {
    const [then, now] = [scenarioOf('lithium-2013'), scenarioOf('lithium-2013-prepared')];
    for (const part of ['duration', 'compression', 'diversion', 'objective', 'traffic', 'lanes', 'observers', 'seed', 'targets']) expect(now[part], part).to.deep.equal(then[part]);
    for (const scenario of [then, now]) expect(scenario).to.have.nested.property('panel.generate.customers', 120);
  });
});
