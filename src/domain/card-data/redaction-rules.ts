import * as v from 'valibot';
import { ExemptPathList, type ExemptPaths } from './exempt-paths.ts';

/** What a redaction is told, beside what it knows itself. */
export interface RedactionRules {
  /** Fields of a body whose whole numbers and strings of digits stay. */
  readonly exempt?: ExemptPaths;
  /** More keys under which a verification code travels, in any case and with any separators. */
  readonly codeKeys?: readonly string[];
}

/** Most characters of the list: all of a function's variables have 4 KB together (Lambda guide, quotas). */
const MAX_CHARACTERS = 512;

/** Key names as a parameter gives them, parted by commas. None for an empty text. */
const CodeKeyList = v.pipe(
  v.string(),
  v.maxLength(MAX_CHARACTERS, `VERIFICATION_CODE_KEYS has at most ${MAX_CHARACTERS} characters`),
  v.rawTransform(({ dataset, addIssue, NEVER }): readonly string[] => {
    const keys = dataset.value === '' ? [] : dataset.value.split(',').map((key) => key.trim());
    const wrong = keys.find((key) => !/^[^;"/]*[^;"/\s._-][^;"/]*$/.test(key));
    if (wrong === undefined) return keys;
    addIssue({
      message: `VERIFICATION_CODE_KEYS: '${wrong}' is no key: write names of letters and digits with commas between, as in otp,secure-code`,
    });
    return NEVER;
  }),
);

/** The variables of a function's environment that rule its redaction, for a schema. */
export const REDACTION_VARIABLES = {
  REDACTION_EXEMPT_PATHS: v.optional(ExemptPathList, ''),
  VERIFICATION_CODE_KEYS: v.optional(CodeKeyList, ''),
};

/** The rules that a function's environment states; throws a ValiError for a variable with a value that it cannot have. */
export function redactionRules(env: Readonly<Record<string, string | undefined>>): RedactionRules {
  const { REDACTION_EXEMPT_PATHS: exempt, VERIFICATION_CODE_KEYS: codeKeys } = v.parse(
    v.object(REDACTION_VARIABLES),
    env,
  );
  return { exempt, codeKeys };
}
