/** The SAM CLI itself as the judge of how template parameters are read; scripts/gate installs it. */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import * as v from 'valibot';
import type { ParameterAnswer, ParameterCase } from './parameter-cases.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const PYTHON = process.env['SAM_CLI_PYTHON'] ?? resolve(ROOT, '.aws-sam/venv/bin/python');

const answersSchema = v.object({
  samCli: v.string(),
  answers: v.array(
    v.union([v.object({ parameters: v.record(v.string(), v.string()) }), v.object({ refused: v.literal(true) })]),
  ),
});

/** Why the SAM CLI cannot be asked; undefined where it can. */
export function missingSamCli(): string | undefined {
  return existsSync(PYTHON) ? undefined : 'scripts/gate has not installed the SAM CLI (SAM_CLI_PYTHON names another)';
}

/** The SAM CLI's answers, and its version. */
export function askSamCli(cases: readonly ParameterCase[]): { samCli: string; answers: ParameterAnswer[] } {
  const written = execFileSync(PYTHON, [resolve(import.meta.dirname, 'sam-cli-judge.py')], {
    input: JSON.stringify(cases),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    env: { ...process.env, SAM_CLI_TELEMETRY: '0' },
  });
  return v.parse(answersSchema, JSON.parse(written));
}
