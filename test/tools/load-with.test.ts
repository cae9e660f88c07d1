/** Holds the tests of loading with stand-ins, each in a process of its own, since what is loaded once stays. */
import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const src = path.join(import.meta.dirname, '../../src');
const said = (program: string): unknown => JSON.parse(execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: src, encoding: 'utf8' }));
const loader = `const { loadWith } = await import('${src}/tools/load-with.ts');`;

describe('loading with stand-ins', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'gameday-load-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  before(() => {
    writeFileSync(path.join(folder, 'library.mjs'), "export { size } from './large.mjs';");
    writeFileSync(path.join(folder, 'large.mjs'), "export const size = 'large';");
    writeFileSync(path.join(folder, 'small.mjs'), "export const size = 'small';");
    writeFileSync(path.join(folder, 'other.mjs'), "export const name = 'other';");
  });
  const loaded = (instead: string) => `${loader} const { size } = await loadWith({ '/large.mjs': 'file://${folder}/${instead}' }, () => import('${folder}/library.mjs'));`;

  it('puts one file in the place of another, for as long as it loads', () => {
    expect(said(`${loaded('small.mjs')} const { size: after } = await import('${folder}/large.mjs'); console.log(JSON.stringify({ size, after }));`)).to.deep.equal({ size: 'small', after: 'large' });
  });

  it('is refused with the name of an export that the stand-in lacks', () => {
    expect(said(`try { ${loaded('other.mjs')} } catch ({ message }) { console.log(JSON.stringify(message)); }`)).to.match(/'\.\/large\.mjs' does not provide an export named 'size'/);
  });

  it('leaves of zod all but its languages', () => {
    const { locales, message } = said(`await import('${src}/tools/lean-zod.ts'); const { z } = await import('zod'); const { error } = z.string().safeParse(1); console.log(JSON.stringify({ locales: Object.keys(z.locales), message: error.issues[0].message }));`) as { locales: string[]; message: string };
    expect(locales).to.deep.equal(['default']);
    expect(message).to.equal('Invalid input: expected string, received number');
  });

  it("leaves of Kubernetes' client what is used of it, and Node's own undici where it is", () => {
    const program = `import { registerHooks } from 'node:module';
      const urls = [];
      registerHooks({ load: (url, context, next) => (urls.push(url), next(url, context)) });
      const { KubeConfig } = await import('${src}/worlds/kubernetes/api/client-node.ts');
      const generated = urls.filter((url) => /client-node\\/dist\\/gen\\/(?:models|types)\\//.test(url));
      console.log(JSON.stringify({ is: typeof KubeConfig, generated, undici: process.moduleLoadList.filter((name) => name.includes('deps/undici')) }));`;
    expect(said(program)).to.deep.equal({ is: 'function', generated: [], undici: [] });
  });
});
