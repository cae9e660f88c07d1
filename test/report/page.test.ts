/** Holds what only a browser can tell of scorecard.html: it asks for nothing, needs no script, runs nobody's, and its labels stay apart. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Scorecard } from '../../src/judge/scorecard.ts';
import { reporters } from '../../src/report/index.ts';
import { green, hostile, red, samples } from '../fixtures/sample-scorecards.ts';
import { openBrowser } from './browser.ts';

interface Opened {
  readonly page: Page;
  readonly asked: readonly string[];
}

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const pairs = (boxes: readonly Box[]): readonly string[] =>
  boxes.flatMap((a, at) => boxes.slice(at + 1).filter((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom).map((b) => `${a.text} / ${b.text}`));

/** Where the drawn labels are; text is measured without the room that a line leaves above and below. */
const labels = (page: Page, texts: string): Promise<readonly Box[]> =>
  page.locator(texts).evaluateAll((found) =>
    found.map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return { text: one.textContent ?? '', left, right, top: top + 2, bottom: bottom - 2 };
    }),
  );

const views = ['manager', 'engineer', 'customers'];

/** The views that are shown. */
const open = (page: Page): Promise<readonly string[]> => page.locator('.view').evaluateAll((found) => found.filter((one) => one.getBoundingClientRect().height > 0).map((one) => one.id));

const expectInSight = async (page: Page, selector: string): Promise<void> => {
  const top = Number(await page.evaluate(`document.querySelector('${selector}').getBoundingClientRect().top`));
  expect([top >= 0, top < 900], `${selector} at ${top}`).to.deep.equal([true, true]);
};

describe('report: html in a browser', function () {
  this.timeout(60_000);
  let browser: Browser | undefined;
  let folder = '';

  before(async function () {
    browser = await openBrowser();
    if (browser === undefined) this.skip();
    folder = mkdtempSync(path.join(tmpdir(), 'gameday-page-'));
  });

  after(async () => {
    await browser?.close();
    if (folder !== '') rmSync(folder, { recursive: true, force: true });
  });

  /** `at` is the place in the page that is opened: a view, or anything in one. */
  const look = async (card: Scorecard, options: BrowserContextOptions, check: (opened: Opened) => Promise<void>, at = 'engineer'): Promise<void> => {
    const context = await browser?.newContext(options);
    if (context === undefined) throw new Error('expected a browser, got none');
    const file = path.join(folder, 'scorecard.html');
    writeFileSync(file, reporters.html.render(card));
    const asked: string[] = [];
    const page = await context.newPage();
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`${pathToFileURL(file).href}${at === '' ? '' : `#${at}`}`);
    try {
      await check({ page, asked });
    } finally {
      await context.close();
    }
  };

  it('reads without script, asks for nothing, and follows evidence to its line', async () => {
    await look(green, { javaScriptEnabled: false, viewport: { width: 1280, height: 900 } }, async ({ page, asked }) => {
      expect(asked).to.have.lengthOf(1);
      expect(await page.locator('h1').innerText()).to.equal(green.scenario.title);
      expect(await page.locator('.card').count()).to.equal(3);
      expect(await page.locator('#timeline svg.broad').isVisible()).to.equal(true);
      await page.locator('a[href="#e52"]').first().click();
      expect(new URL(page.url()).hash).to.equal('#e52');
      expect(await page.locator('#e52').isVisible()).to.equal(true);
    });
  });

  it('shows one view at a time, by keyboard alone, and opens the one that holds the place a link leads to', async () => {
    await look(red, { javaScriptEnabled: false, reducedMotion: 'reduce', viewport: { width: 1000, height: 900 } }, async ({ page }) => {
      expect(await open(page)).to.deep.equal(['manager']);
      expect(await page.locator('#work').innerText()).to.include('network').and.include('2025-12-23');
      await page.locator('.views a[href="#customers"]').focus();
      await page.keyboard.press('Enter');
      expect(await open(page)).to.deep.equal(['customers']);
      const link = page.locator('#story a[href^="#e"]').first();
      const to = (await link.getAttribute('href')) ?? '';
      await link.click();
      expect(await open(page)).to.deep.equal(['engineer']);
      await expectInSight(page, to);
      await page.goBack();
      expect(await open(page)).to.deep.equal(['customers']);
    }, '');
    for (const at of ['e66', 'findings', 'metrics', 'journal']) {
      await look(red, { reducedMotion: 'reduce', viewport: { width: 1000, height: 900 } }, async ({ page }) => {
        expect(await open(page), at).to.deep.equal(['engineer']);
        await expectInSight(page, `#${at}`);
      }, at);
    }
  });

  for (const [width, kind] of [[1000, 'broad'], [360, 'slim']] as const) {
    it(`draws the story and the coverage without sideways scrolling at ${width} px`, async () => {
      for (const card of [red, hostile]) {
        await look(card, { viewport: { width, height: 900 } }, async ({ page }) => {
          expect(await page.locator(`#story svg.${kind}`).isVisible()).to.equal(true);
          expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
          for (const svg of [`#story svg.${kind}`, '#coverage svg']) {
            const frame = await page.locator(svg).boundingBox();
            for (const box of await labels(page, `${svg} text`)) expect([box.left >= (frame?.x ?? 0) - 1, box.right <= (frame?.x ?? 0) + (frame?.width ?? 0) + 1], box.text).to.deep.equal([true, true]);
            expect(pairs(await labels(page, `${svg} text`)), svg).to.deep.equal([]);
          }
        }, 'customers');
      }
    });
  }

  it('runs nothing that a name holds, even where scripts may run', async () => {
    await look(hostile, {}, async ({ page, asked }) => {
      expect(asked).to.have.lengthOf(1);
      expect(await page.title()).to.match(/^Not passed/);
      expect(await page.locator('img, iframe, object, embed, form').count()).to.equal(0);
      expect(await page.locator('script').count()).to.equal(1);
      const data = JSON.parse((await page.locator('#scorecard').textContent()) ?? '') as Scorecard;
      expect(data.headline).to.equal(hostile.headline);
    });
  });

  for (const [width, kind] of [[1280, 'broad'], [400, 'slim']] as const) {
    it(`draws labels that stay apart and a page that needs no scrolling sideways at ${width} px`, async () => {
      for (const card of Object.values(samples)) {
        await look(card, { viewport: { width, height: 900 } }, async ({ page }) => {
          const boxes = await labels(page, `#timeline svg.${kind} text.label`);
          expect(boxes).to.have.length.above(3);
          expect(pairs(boxes)).to.deep.equal([]);
          const frame = await page.locator(`#timeline svg.${kind}`).boundingBox();
          for (const box of boxes) expect([box.left >= (frame?.x ?? 0) - 1, box.right <= (frame?.x ?? 0) + (frame?.width ?? 0) + 1], box.text).to.deep.equal([true, true]);
          expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(width);
        });
      }
    });
  }

  it('takes the colours of the reader, and white paper in print', async () => {
    const ground = 'getComputedStyle(document.querySelector(".card")).backgroundColor';
    await look(red, { colorScheme: 'light' }, async ({ page }) => {
      expect(await page.evaluate(ground)).to.equal('rgb(255, 255, 255)');
    });
    await look(red, { colorScheme: 'dark' }, async ({ page }) => {
      expect(await page.evaluate(ground)).to.equal('rgb(25, 31, 39)');
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      expect(await page.evaluate(ground)).to.equal('rgb(255, 255, 255)');
      expect(await open(page), 'all on paper').to.deep.equal(views);
      expect((await page.pdf({ format: 'A4' })).byteLength).to.be.above(10_000);
    });
  });

  it('is well-formed for the XML reader of a browser, too', async () => {
    await look(green, {}, async ({ page }) => {
      for (const card of Object.values(samples)) {
        const xml = JSON.stringify(reporters.junit.render(card));
        const read = `new DOMParser().parseFromString(${xml}, 'application/xml')`;
        const count = await page.evaluate(`((read) => read.querySelector('parsererror') === null ? read.querySelectorAll('testcase').length : -1)(${read})`);
        expect(count).to.equal(1 + card.objectives.length + card.validity.length);
      }
    });
  });
});
