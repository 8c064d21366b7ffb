// visit.mjs - go through many pages of the site in several windows at once, and note what is wrong.
//
//   const problems = await visit(browser, { base, names, settings }, async (page, name) => ['too wide']);
//   none(problems);
import assert from 'node:assert/strict';
import os from 'node:os';

/**
 * Calls EACH(page, name) on each of NAMES, loaded from BASE in a window of SETTINGS; gives its problems, and what a page loaded from
 * elsewhere, could not load, or reported as an error. Windows do not share a process.
 */
export async function visit(browser, { base, names, settings = {}, prepare }, each) {
  const problems = [];
  const left = [...names];
  const window = async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...settings });
    await prepare?.(context);
    const page = await context.newPage();
    let name;
    const note = (problem) => problems.push(`${name}: ${problem}`);
    page.on('request', (request) => {
      if (!request.url().startsWith(base) && !request.url().startsWith('data:')) note(`asked for ${request.url()}`);
    });
    page.on('requestfailed', (request) => {
      // The icon is loaded after the page: our next visit may cut it short. What a test blocks, it blocks.
      const { errorText } = request.failure();
      if (!/ERR_(ABORTED|FAILED)/.test(errorText)) note(`${request.url()}: ${errorText}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) note(`${response.url()}: ${response.status()}`);
    });
    page.on('pageerror', (error) => note(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !prepare) note(message.text());
    });
    while ((name = left.shift())) {
      await page.goto(base + encodeURI(name), { waitUntil: 'load' });
      (await each(page, name)).forEach(note);
    }
    await context.close();
  };
  await Promise.all(Array.from({ length: os.cpus().length + 1 }, window));
  return problems.sort();
}

export function none(problems) {
  assert.equal(problems.length, 0, `${problems.length} problems:\n${problems.slice(0, 20).join('\n')}`);
}

/** Is the page wider than its window? */
export const tooWide = (page) => page.evaluate(() => {
  const width = document.documentElement.clientWidth;
  return document.documentElement.scrollWidth > width ? [`${document.documentElement.scrollWidth} pixels wide in a window of ${width}`] : [];
});
