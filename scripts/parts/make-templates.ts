import { isUtf8 } from 'node:buffer';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Document, isMap, type Scalar, type Tags } from 'yaml';
import { joinParts } from './join-parts.ts';
import { PartError } from './part-error.ts';
import { writtenText } from './part-nodes.ts';
import { type Part, readPart, readSource } from './read-part.ts';

/** Where the parts lie, from the root of the repository. */
const folder = 'apps/parts';
/** As wide as the repository's prose. */
const lineWidth = 130;

/** Every template of the repository at `root` as its parts write it, by its path from there. */
export function makeTemplates(root: string): Map<string, string> {
  const parts = new Map<string, Part>();
  for (const name of namesIn(root, folder)) {
    const path = `${folder}/${name}.yaml`;
    parts.set(name, readPart(path, readText(root, path)));
  }
  const templates = new Map<string, string>();
  for (const name of namesIn(root, `${folder}/templates`)) {
    const path = `${folder}/templates/${name}.yaml`;
    const target = name === 'shop' ? 'template.yaml' : `apps/${name}/template.yaml`;
    const source = readSource(path, readText(root, path));
    if (!isMap(source.contents) || !source.contents.has('Resources')) {
      throw new PartError(`${path}:1`, 'a template has Resources, and this source has none; add them');
    }
    templates.set(target, printTemplate(source, parts));
  }
  return templates;
}

/** The text of the template that this source makes of these parts. */
export function printTemplate(source: Part, parts: ReadonlyMap<string, Part>): string {
  const document = new Document(undefined, { customTags: numbersAsWritten });
  document.contents = joinParts(source, parts);
  document.commentBefore = ` Written by \`npm run templates\` from ${source.file}: change it there.`;
  return document.toString({ lineWidth, flowCollectionPadding: false });
}

/** 012345678901 and 1e3 stay so: as JavaScript's numbers they would be written otherwise, the longest rounded. */
function numbersAsWritten(tags: Tags): Tags {
  return tags.map((tag) =>
    typeof tag !== 'string' && /:(int|float)$/.test(tag.tag) && tag.collection === undefined
      ? { ...tag, stringify: (node: Scalar) => writtenText(node) }
      : tag,
  );
}

function readText(root: string, path: string): string {
  const bytes = readFileSync(join(root, path));
  if (!isUtf8(bytes)) throw new PartError(`${path}:1`, 'this is not UTF-8; save it as UTF-8');
  return bytes.toString('utf8').replaceAll('\r\n', '\n');
}

function namesIn(root: string, path: string): string[] {
  return readdirSync(join(root, path))
    .filter((name) => /\.ya?ml$/i.test(name))
    .map((name) => {
      if (/^[a-z][a-z0-9-]*\.yaml$/.test(name)) return basename(name, '.yaml');
      throw new PartError(`${path}/${name}`, 'the name must be lower-case letters, digits and hyphens before ".yaml"');
    })
    .sort();
}
