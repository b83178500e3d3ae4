import { type Input, optionalText } from '../operation-input.ts';
import { missingParameter } from './errors.ts';

/** A text that an operation cannot do without. Throws ValidationError, which names it as the service's model does: `topicArn`. */
export function requiredText(input: Input, name: string): string {
  const value = optionalText(input, name);
  if (value === undefined) throw missingParameter(`${name.charAt(0).toLowerCase()}${name.slice(1)}`);
  return value;
}
