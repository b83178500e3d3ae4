import { readdirSync, readFileSync } from 'node:fs';

/** A sample input of `events/`, parsed. */
export function sampleEvent(path: string) {
  return JSON.parse(sampleText(path));
}

/** A sample input of `events/`, as it is written. */
export function sampleText(path: string): string {
  return readFileSync(`events/${path}.json`, 'utf8');
}

/** The names of a function's sample inputs. */
export function sampleNames(handler: string): string[] {
  return readdirSync(`events/${handler}`).map((file) => `${handler}/${file.replace('.json', '')}`);
}
