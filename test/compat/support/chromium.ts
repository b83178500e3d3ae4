/** A headless Chromium that takes names of web sites for this machine, as a page on the internet would be seen from here. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAMES = [
  '/usr/bin/chromium',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
] as const;

/** The browser's command, from CHROMIUM, the place of the distributions or the PATH; undefined where there is none. Throws where CHROMIUM names none. */
export function findChromium(): string | undefined {
  const named = process.env['CHROMIUM'];
  if (named !== undefined && !isBrowser(named))
    throw new Error(`CHROMIUM is ${named}, which does not start; give it the path of a Chromium, or unset it.`);
  return named ?? NAMES.find(isBrowser);
}

function isBrowser(name: string): boolean {
  try {
    execFileSync(name, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Shows a page, with every name below `example` led to 127.0.0.1, until it is closed. */
export function showPage(command: string, url: string): { close(): Promise<void> } {
  const profile = mkdtempSync(join(tmpdir(), 'forks-browser-'));
  const browser = spawn(
    command,
    [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run'],
      ...['--remote-debugging-port=0', `--user-data-dir=${profile}`, '--disable-background-networking'],
      // A visitor clicks somewhere sooner or later; then windows open.
      ...['--disable-popup-blocking', '--autoplay-policy=no-user-gesture-required'],
      ...['--host-resolver-rules=MAP *.example 127.0.0.1', url],
    ],
    { stdio: 'ignore' },
  );
  const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  return {
    async close() {
      browser.kill('SIGKILL');
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 10 });
    },
  };
}
