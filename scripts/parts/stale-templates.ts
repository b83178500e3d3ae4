import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeTemplates } from './make-templates.ts';
import { PartError } from './part-error.ts';

/** A template that is not as its parts write it: what they write, and what differs first, as "file:line: …". */
export interface StaleTemplate {
  readonly path: string;
  readonly text: string;
  readonly difference: string;
}

/** The templates of the repository at `root` that are not as their parts write them. Throws a PartError before one can be written. */
export function findStaleTemplates(root: string): StaleTemplate[] {
  return [...makeTemplates(root)].flatMap(([path, text]) => {
    if (!existsSync(join(root, dirname(path)))) {
      throw new PartError(path, `there is no folder ${dirname(path)}; make it, with the README.md of the application`);
    }
    const there = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : undefined;
    return there === text ? [] : [{ path, text, difference: differenceOf(path, there, text) }];
  });
}

function differenceOf(path: string, there: string | undefined, text: string): string {
  if (there === undefined) return `${path}: is not there`;
  const [found, written] = [there.split('\n'), text.split('\n')];
  const index = written.findIndex((line, at) => line !== found[at]);
  const at = index < 0 ? written.length : index;
  return `${path}:${at + 1}: ${shown(found[at])} stands where the parts write ${shown(written[at])}`;
}

const shown = (line: string | undefined): string => (line === undefined ? 'nothing more' : JSON.stringify(line));
