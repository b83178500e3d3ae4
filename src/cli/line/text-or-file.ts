import { readFile } from 'node:fs/promises';
import { UsageError } from './errors.ts';

/** The value of an option that takes JSON text or the name of a file: text begins with a bracket, brace or quote. Throws UsageError. */
export async function textOrFile(option: string, given: string): Promise<string> {
  if (/^\s*[{["]/.test(given)) return given;
  try {
    return await readFile(given, 'utf8');
  } catch (cause) {
    throw new UsageError(`${option} '${given}' is neither JSON text nor a file that can be read`, { cause });
  }
}
