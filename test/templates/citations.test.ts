import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { repository } from '../support/templates.ts';

const FOLDERS = ['apps', 'docs', 'src', 'test'];
const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(repository, join(entry.parentPath, entry.name))),
);

/** A number in a list that is not in the repository tells a reader nothing; a page or a report can be opened. */
const NOTE_OF_OURS = /pitfalls? \d/i;

test('a test or comment cites the page or the public report, not a numbered note of ours', () => {
  const found = files.filter((file) => NOTE_OF_OURS.test(readFileSync(join(repository, file), 'utf8')));

  expect(found).toEqual([]);
});
