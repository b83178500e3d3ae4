/**
 * Stands in for the SAM CLI's reading of its configuration for `sam local start-api`: the parameters of a template on this machine.
 * Of the section only `parameter_overrides` counts here; `--config-file` and files in JSON are not taken, as SAM takes no JSON either.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { UsageError } from '../errors.ts';
import { shownPath } from '../shown-path.ts';
import type { Place } from '../template/nodes.ts';
import { readOverrides } from './overrides.ts';
import {
  configExtensions,
  isTable,
  readConfiguration,
  readWritten,
  type Written,
  type WrittenTable,
} from './written.ts';

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
const OPTION = 'parameter_overrides';

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
    const json = join(folder, 'samconfig.json');
    if (existsSync(json))
      warn(`${shownPath(json)} is not read, nor does the SAM CLI read it; write it as samconfig.toml.`);
    if (configEnv === undefined) return new Map();
    throw new UsageError(`--config-env ${configEnv}: there is no samconfig.toml in ${folder}, beside the template.`);
  }
  const file = shownPath(path);
  const text = readConfiguration(file, path);
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
  const section = sectionOf(environment, file, configEnv ?? 'default', warn);
  if (section === undefined) return new Map();
  const place = { name: `${file} [${section.name}] ${OPTION}`, folder: process.cwd() };
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
function sectionOf(environment: Written | undefined, file: string, name: string, warn: (line: string) => void) {
  if (environment === undefined) return undefined;
  const commands = asTable(environment, `${file} [${name}]`);
  const tell = (table: WrittenTable, place: string, key: string) => {
    const near = nearMiss(table, key);
    if (near !== undefined) warn(`${file} [${place}]: nothing reads ${near}, here or in the SAM CLI; write ${key}.`);
  };
  tell(commands, name, COMMAND);
  for (const command of [COMMAND, 'global']) {
    const path = `${name}.${command}`;
    const table = asTable(commands.get(command) ?? null, `${file} [${path}]`);
    if (table.has(OPTION)) warn(`${file} [${path}]: nothing reads ${OPTION} here; it stands in [${path}.parameters].`);
    const parameters = asTable(table.get('parameters') ?? null, `${file} [${path}.parameters]`);
    tell(parameters, `${path}.parameters`, OPTION);
    const overrides = parameters.get(OPTION);
    if (overrides !== undefined) return { name: `${path}.parameters`, overrides };
  }
  return undefined;
}

/** A key that was meant to be this one, as local-start-api, and is passed over in silence by the SAM CLI. */
function nearMiss(table: WrittenTable, key: string): string | undefined {
  const plain = (text: string) => text.replaceAll(/[^A-Za-z]/g, '').toLowerCase();
  return table.has(key) ? undefined : [...table.keys()].find((each) => plain(each) === plain(key));
}

function asTable(written: Written, place: string): WrittenTable {
  if (written === null) return new Map();
  if (isTable(written)) return written;
  throw new UsageError(`${place} must be a table of names, as the SAM CLI reads it.`);
}

/** The first line from the section's head on that holds the name as a word, else the overrides; the reader of TOML tells no places. */
function lineOf(text: string, section: string, name: string): number {
  const lines = text.split('\n');
  const word = new RegExp(`(?<![A-Za-z0-9])${name.replace(/[^A-Za-z0-9]/g, '.')}(?![A-Za-z0-9])`);
  const head = Math.max(
    0,
    lines.findIndex((line) => line.includes(`[${section}]`) || line.includes(`[${section}.`)),
  );
  const from = (pattern: RegExp) => lines.findIndex((line, index) => index >= head && pattern.test(line));
  // A parameter of a file that the overrides name stands on no line here.
  return ([from(word), from(/parameter_overrides/)].find((index) => index >= 0) ?? head) + 1;
}
