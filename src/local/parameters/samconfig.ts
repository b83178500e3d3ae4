/**
 * Stands in for the SAM CLI's reading of its configuration for `sam local start-api`: the parameters of a template on this machine.
 * Of the section only `parameter_overrides` counts here; `--config-file` and files in JSON are not taken, as SAM takes no JSON either.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import type { Place } from '../template/nodes.ts';
import { readOverrides } from './overrides.ts';
import { configExtensions, isTable, readWritten, type Written, type WrittenTable } from './written.ts';

export interface LocalParametersRequest {
  readonly templateFile: string;
  /** The environment whose section counts; `default` without it. */
  readonly configEnv?: string | undefined;
  readonly warn?: ((line: string) => void) | undefined;
}

/** A parameter's text, and where it stands, for errors about it. */
export interface LocalParameter {
  readonly text: string;
  readonly place: Place;
}

/** The section of `sam local start-api`, which no `sam deploy` reads. */
const COMMAND = 'local_start_api';

/**
 * The parameters that `samconfig.toml` beside the template gives `[<environment>.local_start_api.parameters]`, or `.yaml` or `.yml`; none
 * without such a file or section. `[<environment>.global.parameters]` stands in where the section itself gives no overrides, as in the SAM CLI.
 * Throws a UsageError for a file that cannot be read, and for an environment that was asked for and is not there.
 */
export function readLocalParameters(request: LocalParametersRequest): ReadonlyMap<string, LocalParameter> {
  const { templateFile, configEnv, warn = () => {} } = request;
  const folder = dirname(resolve(templateFile));
  const path = configExtensions.map((extension) => join(folder, `samconfig${extension}`)).find(existsSync);
  if (path === undefined) {
    if (configEnv === undefined) return new Map();
    throw new UsageError(`--config-env ${configEnv}: there is no samconfig.toml in ${folder}, beside the template.`);
  }
  const file = shown(path);
  const text = readFileSync(path, 'utf8');
  const document = asTable(readWritten(file, text), file);
  if (document.size > 0 && typeof document.get('version') !== 'number')
    throw new UsageError(`${file} has no version = 0.1 at its top; the SAM CLI refuses it, so add that line.`);
  const environment = document.get(configEnv ?? 'default');
  if (environment === undefined && configEnv !== undefined) {
    const names = [...document].flatMap(([name, value]) => (isTable(value) ? [name] : []));
    throw new UsageError(
      `--config-env ${configEnv}: ${file} has no environment of that name; it has ${names.join(', ') || 'none'}.`,
    );
  }
  const section = sectionOf(environment, file, configEnv ?? 'default');
  if (section === undefined) return new Map();
  const place = { name: `${file} [${section.name}] parameter_overrides`, folder: process.cwd() };
  const { parameters, unread } = readOverrides(section.overrides, place);
  for (const line of unread) warn(line);
  return new Map(
    [...parameters].map(([name, value]) => [
      name,
      { text: value, place: { file, line: lineOf(text, section.name, name) } },
    ]),
  );
}

/** The command's own overrides replace those of `global`, as a whole. */
function sectionOf(environment: Written | undefined, file: string, name: string) {
  if (environment === undefined) return undefined;
  const commands = asTable(environment, `${file} [${name}]`);
  for (const command of [COMMAND, 'global']) {
    const path = `${name}.${command}`;
    const table = asTable(commands.get(command) ?? null, `${file} [${path}]`);
    const parameters = asTable(table.get('parameters') ?? null, `${file} [${path}.parameters]`);
    const overrides = parameters.get('parameter_overrides');
    if (overrides !== undefined) return { name: `${path}.parameters`, overrides };
  }
  return undefined;
}

function asTable(written: Written, place: string): WrittenTable {
  if (written === null) return new Map();
  if (isTable(written)) return written;
  throw new UsageError(`${place} must be a table of names, as the SAM CLI reads it.`);
}

/** The first line from the section's head on that holds the name as a word; the reader of TOML tells no places. */
function lineOf(text: string, section: string, name: string): number {
  const lines = text.split('\n');
  const word = new RegExp(`(?<![A-Za-z0-9])${name.replace(/[^A-Za-z0-9]/g, '.')}(?![A-Za-z0-9])`);
  const head = Math.max(
    0,
    lines.findIndex((line) => line.includes(`[${section}]`) || line.includes(`[${section}.`)),
  );
  const found = lines.findIndex((line, index) => index >= head && word.test(line));
  return (found < 0 ? head : found) + 1;
}

function shown(path: string): string {
  const near = relative('', path);
  return near.length < path.length ? near : path;
}
