import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { parseSync } from '@swc/core';
import { repository } from './templates.ts';

export interface Import {
  /** A path from the repository root when the import is relative, else the specifier as written. */
  target: string;
  typeOnly: boolean;
}

export interface Source {
  /** From the repository root, with slashes. */
  path: string;
  text: string;
  lines: number;
  imports: Import[];
  /** What the house forbids: `x as T`, `x!`, `any` and `<T>x`, in the words of the parser. */
  unchecked: string[];
  /** Exported functions without a doc comment right above them. */
  undocumented: string[];
}

type Tree = { type?: string; span?: { start: number }; [key: string]: unknown };

/** Every .ts file under a folder of the repository; one is parsed when it is first asked for what the parser says. */
export function readSources(folder: string): Source[] {
  return readdirSync(join(repository, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => relative(repository, join(entry.parentPath, entry.name)))
    .sort()
    .map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(join(repository, path), 'utf8');
  let inspected: ReturnType<typeof inspect> | undefined;
  const parsed = () => {
    inspected ??= inspect(path, text);
    return inspected;
  };
  return {
    path,
    text,
    lines: text.split('\n').length - 1,
    get imports() {
      return parsed().imports;
    },
    get unchecked() {
      return parsed().unchecked;
    },
    get undocumented() {
      return parsed().undocumented;
    },
  };
}

/** What the parser says about one file; `path` places its relative imports. */
export function inspect(path: string, text: string): Pick<Source, 'imports' | 'unchecked' | 'undocumented'> {
  const bytes = Buffer.from(text);
  // The parser counts bytes from 1.
  const before = (start: number): string =>
    bytes
      .subarray(0, start - 1)
      .toString()
      .trimEnd();
  const found: Pick<Source, 'imports' | 'unchecked' | 'undocumented'> = {
    imports: [],
    unchecked: [],
    undocumented: [],
  };
  const imports = (specifier: unknown, typeOnly: boolean): void => {
    const target = String(specifier);
    found.imports.push({ target: target.startsWith('.') ? normalize(join(dirname(path), target)) : target, typeOnly });
  };

  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return void node.map(visit);
    if (typeof node !== 'object' || node === null) return;
    const tree = node as Tree;
    const source = tree['source'] as { value?: string } | undefined;
    if (tree.type === 'ImportDeclaration') imports(source?.value, tree['typeOnly'] === true);
    if (tree.type?.startsWith('Export') && source?.value) imports(source.value, tree['typeOnly'] === true);
    if (tree.type === 'TsImportType') imports((tree['argument'] as { value: string }).value, true);
    if (tree.type === 'CallExpression' && (tree['callee'] as Tree).type === 'Import') {
      const [first] = tree['arguments'] as { expression: { type: string; value?: string } }[];
      if (first?.expression.type === 'StringLiteral') imports(first.expression.value, false);
    }
    const file = fileByUrl(tree);
    if (file !== undefined) imports(file, false);
    if (isUnchecked(tree)) found.unchecked.push(`${tree.type} after: …${before(tree.span?.start ?? 1).slice(-40)}`);
    const functionName = exportedFunction(tree);
    if (functionName && !/\/\*\*(?:(?!\*\/)[\s\S])*\*\/$/.test(before(tree.span?.start ?? 1))) {
      found.undocumented.push(functionName);
    }
    Object.values(tree).map(visit);
  };
  visit(parseSync(text, { syntax: 'typescript', comments: true }).body);
  return found;
}

/** The source file that is named to run elsewhere, in a thread or a bundle: `new URL('./file.ts', import.meta.url)`. */
function fileByUrl(tree: Tree): string | undefined {
  if (tree.type !== 'NewExpression' || (tree['callee'] as { value?: string }).value !== 'URL') return undefined;
  const [first] = (tree['arguments'] ?? []) as { expression: { type: string; value?: string } }[];
  const name = first?.expression.type === 'StringLiteral' ? first.expression.value : undefined;
  return name?.startsWith('.') && name.endsWith('.ts') ? name : undefined;
}

const isUnchecked = (tree: Tree): boolean =>
  ['TsAsExpression', 'TsNonNullExpression', 'TsTypeAssertion'].includes(tree.type ?? '') ||
  (tree.type === 'TsKeywordType' && tree['kind'] === 'any');

/** The name of the function that an export statement exports, if it exports one. */
function exportedFunction(tree: Tree): string | undefined {
  if (tree.type !== 'ExportDeclaration') return undefined;
  const declaration = tree['declaration'] as Tree;
  if (declaration.type === 'FunctionDeclaration') return (declaration['identifier'] as { value: string }).value;
  if (declaration.type !== 'VariableDeclaration') return undefined;
  const [first] = declaration['declarations'] as { id: { value: string }; init?: Tree }[];
  return first?.init?.type === 'ArrowFunctionExpression' || first?.init?.type === 'FunctionExpression'
    ? first.id.value
    : undefined;
}
