/**
 * What the parameters of a request's URL may be. Each is performed, or changes nothing that a domain of one node could show, or
 * is a 400 that names it.
 */
import { illegalArgument, notDone } from '../search-error.ts';

/** Throws SearchError for a value that cannot be read or is not done. */
export type ParameterRule = (value: string, name: string) => void;

export type Parameters = Readonly<Record<string, ParameterRule>>;

/** Any value; the operation reads it, or it changes nothing here. */
export const anyText: ParameterRule = () => {};

/** `true`, `false` or nothing, which is true. */
export const flag: ParameterRule = (value) => {
  if (value !== '' && value !== 'true' && value !== 'false')
    throw illegalArgument(`Failed to parse value [${value}] as only [true] or [false] are allowed.`);
};

/** A flag that is not done when it is set. */
export const notSet: ParameterRule = (value, name) => {
  flag(value, name);
  if (value !== 'false') throw notDone(`the parameter [${name}]`);
};

/** A parameter of OpenSearch's that is not done, whatever it says. */
export const notTaken: ParameterRule = (_value, name) => {
  throw notDone(`the parameter [${name}]`);
};

/** A whole number. */
export const wholeNumber: ParameterRule = (value, name) => {
  if (!/^[+-]?\d{1,10}$/.test(value))
    throw illegalArgument(`Failed to parse int parameter [${name}] with value [${value}]`);
};

/** One of a few words; with `elsewhere`, those that OpenSearch knows and that are not done. */
export function oneOf(done: readonly string[], elsewhere: readonly string[] = []): ParameterRule {
  return (value, name) => {
    if (elsewhere.includes(value)) throw notDone(`the parameter [${name}] with [${value}]`);
    if (!done.includes(value))
      throw illegalArgument(
        `Unknown value [${value}] of [${name}], expected one of [${[...done, ...elsewhere].join(', ')}]`,
      );
  };
}

/** A span of time such as `30s`, `-1` or `0`; what it limits here ends at once. */
const duration: ParameterRule = (value, name) => {
  if (!/^(?:-1|0|\d+(?:nanos|micros|ms|s|m|h|d))$/i.test(value)) {
    throw illegalArgument(
      `failed to parse setting [${name}] with value [${value}] as a time value: unit is missing or unrecognized`,
    );
  }
};

/** Every index is open and none is hidden. */
const wildcards: ParameterRule = (value, name) => {
  const wanted = value.split(',');
  const unknown = wanted.find((one) => !['open', 'closed', 'hidden', 'none', 'all'].includes(one));
  if (unknown !== undefined) throw illegalArgument(`No valid expand wildcard value [${unknown}]`);
  if (!wanted.includes('open') && !wanted.includes('all')) throw notDone(`the parameter [${name}] with [${value}]`);
};

/** Those that every operation takes. */
export const COMMON: Parameters = {
  pretty: flag,
  human: flag,
  error_trace: notSet,
  format: oneOf(['json'], ['yaml', 'cbor', 'smile']),
  filter_path: anyText,
  timeout: duration,
  cluster_manager_timeout: duration,
  master_timeout: duration,
};

/** Those by which indices are chosen. */
export const INDICES: Parameters = { ignore_unavailable: flag, allow_no_indices: flag, expand_wildcards: wildcards };
