/**
 * Stands in for CloudFormation's parser: YAML 1.1 or JSON, with the short forms of the intrinsic functions.
 * Dates stay text; merge keys (`<<`), binaries, sets and null values are refused, as CloudFormation refuses them.
 */

import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type ScalarTag, type Tags } from 'yaml';
import { UsageError } from '../errors.ts';
import { asText, type MapEntry, type Node, type Place, scalar, usageError } from './nodes.ts';

const functions = [
  'And Base64 Cidr Contains EachMemberEquals EachMemberIn Equals FindInMap GetAtt GetAZs If ImportValue Join Length',
  'Not Or RefAll Select Split Sub ToJsonString Transform ValueOf ValueOfAll',
]
  .join(' ')
  .split(' ');

/** Values that aliases may add: nine lists of nine aliases each would make hundreds of millions. */
const MAX_COPIES = 100_000;

/** Maps and lists within one another; what evaluates a template goes down them by recursion. */
const MAX_NESTING = 100;
const TOO_DEEP = `maps, lists and functions stand more than ${MAX_NESTING} deep in one another`;

/** Reads the text of a template into nodes; every error is a UsageError with file and line. */
export function parseTemplate(source: string, file: string): Node {
  const lines = new LineCounter();
  const place = (offset: number | undefined): Place => ({ file, line: lines.linePos(offset ?? 0).line });
  const document = parseDocument(source, {
    version: '1.1',
    merge: false,
    lineCounter: lines,
    prettyErrors: false,
    logLevel: 'silent',
    customTags: ofCloudFormation,
  });
  const [error] = document.errors;
  if (error) {
    const isTooDeep = error.code === 'RESOURCE_EXHAUSTION';
    throw usageError(place(error.pos[0]), isTooDeep ? TOO_DEEP : `not valid YAML: ${error.message}`);
  }
  if (document.contents === null) throw new UsageError(`${file}:1: the template is empty`);

  const anchors = new Map<string, unknown>();
  let insideAliases = 0;
  let copies = 0;
  let nesting = 0;
  const convert = (node: unknown, tagAllowed = true): Node => {
    if (nesting > MAX_NESTING && !isScalar(node)) {
      const at = isMap(node) || isSeq(node) || isAlias(node) ? node.range?.[0] : undefined;
      throw usageError(place(at), TOO_DEEP);
    }
    nesting += 1;
    const converted = convertHere(node, tagAllowed);
    nesting -= 1;
    return converted;
  };
  const convertHere = (node: unknown, tagAllowed: boolean): Node => {
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (!target) throw usageError(place(node.range?.[0]), `*${node.source} names no anchor before it`);
      insideAliases += 1;
      const copy = convert(target);
      insideAliases -= 1;
      return copy;
    }
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) throw usageError(place(0), 'a value is missing');
    const here = place(node.range?.[0]);
    if (insideAliases > 0) {
      copies += 1;
      if (copies > MAX_COPIES) {
        throw usageError(
          here,
          `anchors and aliases (& and *) make more than ${MAX_COPIES} values; write fewer of them`,
        );
      }
    } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (tagAllowed && node.tag?.startsWith('!') && !node.tag.startsWith('!!')) {
      return longForm(node.tag.slice(1), convert(node, false), here);
    }
    if (isSeq(node)) return { kind: 'list', items: node.items.map((item) => convert(item)), place: here };
    if (isMap(node)) {
      const entries = new Map<string, MapEntry<Node>>();
      for (const { key, value } of node.items) {
        if (!isScalar(key)) throw usageError(here, 'a key must be a plain name');
        const keyPlace = place(key.range?.[0]);
        const name = key.source ?? String(key.value);
        if (name === '<<')
          throw usageError(keyPlace, 'merge keys (<<) are not part of CloudFormation; write the keys out');
        if (value === null || (isScalar(value) && value.value === null && !value.tag)) {
          throw usageError(keyPlace, `${name} has no value (null); give it one or remove it`);
        }
        entries.set(name, { place: keyPlace, node: convert(value) });
      }
      return { kind: 'map', entries, place: here };
    }
    const { value } = node;
    if (typeof value === 'string' || typeof value === 'boolean') return scalar(value, here);
    if (typeof value === 'number') return { ...scalar(value, here), text: node.source ?? String(value) };
    throw usageError(here, `${node.source ?? 'null'} is not a text, number or boolean`);
  };
  return convert(document.contents);
}

/** The tags of YAML 1.1 that CloudFormation's parser has too: `2012-10-17` is a text there, and so is `y`. */
function ofCloudFormation(tags: Tags): Tags {
  const unwanted = ['timestamp', 'binary', 'omap', 'pairs', 'set', 'merge', 'bool'];
  const wanted = tags.filter(
    (tag) => typeof tag !== 'string' && !unwanted.includes(tag.tag.replace('tag:yaml.org,2002:', '')),
  );
  return [...wanted, booleanTag(true, 'yes|true|on'), booleanTag(false, 'no|false|off'), ...shortForms];
}

/** The short forms as tags that change nothing: an unknown tag would cost a warning, thousands in a large template. */
const shortForms: Tags = ['Ref', 'Condition', ...functions].flatMap((name): Tags => {
  const tag = `!${name}`;
  return [
    { tag, resolve: (text: string) => text },
    { tag, collection: 'seq', resolve: (sequence) => sequence },
    { tag, collection: 'map', resolve: (map) => map },
  ];
});

function booleanTag(value: boolean, words: string): ScalarTag {
  return {
    tag: 'tag:yaml.org,2002:bool',
    default: true,
    test: new RegExp(`^(?:${words})$`, 'i'),
    resolve: () => value,
  };
}

function longForm(tag: string, argument: Node, place: Place): Node {
  const wrap = (name: string, node: Node): Node => ({
    kind: 'map',
    entries: new Map([[name, { place, node }]]),
    place,
  });
  if (tag === 'Ref' || tag === 'Condition') return wrap(tag, argument);
  if (!functions.includes(tag)) {
    throw usageError(place, `!${tag} is not an intrinsic function of CloudFormation`);
  }
  if (tag !== 'GetAtt' || argument.kind !== 'scalar') return wrap(`Fn::${tag}`, argument);
  const [logicalId = '', ...attribute] = asText(argument, '!GetAtt').split('.');
  const items = [scalar(logicalId, place), scalar(attribute.join('.'), place)];
  return wrap('Fn::GetAtt', { kind: 'list', items, place });
}
