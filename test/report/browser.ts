/** Holds a browser for the tests that look at a page, where this machine has one. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';

const programs = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const quiet = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Undefined where no browser is installed. The caller closes it. */
export const openBrowser = async (): Promise<Browser | undefined> => {
  const executablePath = programs.find((program) => existsSync(program));
  return executablePath === undefined ? undefined : chromium.launch({ executablePath, args: quiet });
};
