import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Document } from 'yaml';
import { joinParts } from './join-parts.ts';
import { type Part, readPart, readSource } from './read-part.ts';

/** Where the parts lie, from the root of the repository. */
const folder = 'apps/parts';
/** As wide as the repository's prose. */
const lineWidth = 130;

/** Every template of the repository at `root` as its parts write it, by its path from there. */
export function makeTemplates(root: string): Map<string, string> {
  const read = (path: string): string => readFileSync(join(root, path), 'utf8');
  const parts = new Map<string, Part>();
  for (const name of namesIn(join(root, folder))) {
    const path = `${folder}/${name}.yaml`;
    parts.set(name, readPart(path, read(path)));
  }
  const templates = new Map<string, string>();
  for (const name of namesIn(join(root, folder, 'templates'))) {
    const path = `${folder}/templates/${name}.yaml`;
    const target = name === 'shop' ? 'template.yaml' : `apps/${name}/template.yaml`;
    templates.set(target, printTemplate(readSource(path, read(path)), parts));
  }
  return templates;
}

/** The text of the template that this source makes of these parts. */
export function printTemplate(source: Part, parts: ReadonlyMap<string, Part>): string {
  const document = new Document();
  document.contents = joinParts(source, parts);
  document.commentBefore = ` Written by \`npm run templates\` from ${source.file}: change it there.`;
  return document.toString({ lineWidth, flowCollectionPadding: false });
}

function namesIn(path: string): string[] {
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => basename(name, '.yaml'))
    .sort();
}
