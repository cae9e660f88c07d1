/** Tests the files that people copy: the CI jobs and the Job of a run are what their readers take them for, and name only verbs and options that there are. */
import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { catalogue } from '../../src/catalog/index.ts';
import { verbs } from '../../src/cli/verbs.ts';
import type { Io } from '../../src/cli/io.ts';
import { metrics } from '../../src/judge/metrics/index.ts';
import { reporters } from '../../src/report/index.ts';
import { parseScenario } from '../../src/scenario/parse-scenario.ts';
import { readYaml } from '../../src/scenario/yaml-source.ts';
import { kubernetesSettings } from '../../src/worlds/kubernetes/settings.ts';
import { root } from './gameday.ts';

type Read = Readonly<Record<string, unknown>>;
const read = (file: string): readonly Read[] =>
  parseAllDocuments(readFileSync(path.join(root, 'k8s', file), 'utf8')).map((document) => {
    expect([...document.errors, ...document.warnings], file).to.deep.equal([]);
    return document.toJS() as Read;
  });

/** Building a command asks nothing of its process. */
const commands = verbs.map((verb) => verb({} as Io, () => {}));

/** Every use of the command in a text, as its verb and options; what another command in the line is told is none of its. */
function uses(text: string): readonly { readonly verb: string; readonly options: readonly string[] }[] {
  return [...text.replaceAll(/\$\([^)]*\)/g, '').matchAll(/(?:npx |^|`)gameday ([a-z]+)([^\n`;]*)/gm)].map(([, verb = '', rest = '']) => ({ verb, options: [...rest.matchAll(/(?:^| )(--[a-z-]+)/g)].map(([, option = '']) => option) }));
}

describe('files to copy', () => {
  const texts = ['README.md', 'runner/README.md', 'ci/README.md', 'ci/github-actions.yaml', 'ci/gitlab-ci.yaml'];
  for (const file of texts) {
    it(`k8s/${file} names verbs and options that there are`, () => {
      const found = uses(readFileSync(path.join(root, 'k8s', file), 'utf8'));
      expect(found).to.not.deep.equal([]);
      for (const { verb, options } of found) {
        const command = commands.find((each) => each.name() === verb);
        expect(command, `gameday ${verb}`).to.not.equal(undefined);
        expect(command?.options.map((option) => option.long), `gameday ${verb}`).to.include.members([...options]);
      }
    });
  }

  it('on GitHub runs a drill on a release branch, and keeps summary and record also where it failed', () => {
    const [workflow] = read('ci/github-actions.yaml');
    expect(workflow).to.have.nested.property('on.push.branches').that.deep.equals(['release/**']);
    expect(workflow).to.have.nested.property('permissions').that.deep.equals({ contents: 'read' });
    const { steps } = (workflow as { jobs: { drill: { steps: readonly { name?: string; run?: string; if?: string; uses?: string }[] } } }).jobs.drill;
    const summary = steps.find(({ run }) => run?.includes('GITHUB_STEP_SUMMARY') === true);
    expect(summary).to.have.property('if', 'always()');
    expect(summary?.run).to.include(reporters.markdown.file);
    expect(steps.find(({ uses: action }) => action?.startsWith('actions/upload-artifact') === true)).to.have.property('if', 'always()');
    // A secret in a line of script would be in the process list; in the environment it is masked.
    expect(steps.map(({ run }) => run ?? '').join('\n')).to.not.include('secrets.');
  });

  it('on GitLab runs a drill on a release branch, and shows its cases', () => {
    const [pipeline] = read('ci/gitlab-ci.yaml');
    const job = (pipeline as { 'release-drill': { rules: readonly { if: string }[]; script: readonly string[]; artifacts: { when: string; reports: { junit: string } } } })['release-drill'];
    expect(job.rules).to.deep.equal([{ if: String.raw`$CI_COMMIT_BRANCH =~ /^release\//` }]);
    const out = /--out (\S+)/.exec(job.script.join('\n'))?.[1] ?? '';
    expect(job.artifacts).to.deep.include({ when: 'always', reports: { junit: `${out}/${reporters.junit.file}` } });
  });

  it('the Job of a run may do what a restricted namespace allows, and mounts a scenario that is one', () => {
    const [kustomization] = read('runner/kustomization.yaml');
    expect(kustomization).to.have.property('resources').that.has.members(readdirSync(path.join(root, 'k8s/runner')).filter((file) => file.endsWith('.yaml') && file !== 'kustomization.yaml'));
    const [job] = read('runner/job.yaml');
    expect(job).to.have.nested.property('spec.backoffLimit', 0);
    expect(job).to.have.nested.property('spec.template.spec.securityContext').that.deep.includes({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(job).to.have.nested.property('spec.template.spec.containers[0].securityContext').that.deep.equals({ allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } });
    const [configMap] = read('runner/scenario.yaml');
    const { raw } = readYaml((configMap as { data: Record<string, string> }).data['scenario.yaml'] ?? '', 'scenario.yaml');
    expect(parseScenario(catalogue, raw, { metrics, settings: kubernetesSettings }).injects.map(({ fault }) => fault)).to.have.members(['control-flood', 'flood', 'email-outage']);
  });
});
