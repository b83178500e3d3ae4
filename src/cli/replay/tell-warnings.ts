import type { ReplayWarning } from '../../operator/replay/destination.ts';
import { flagOf } from '../line/describe-error.ts';
import type { Terminal } from '../line/terminal.ts';
import { fixText } from '../stack/status-text.ts';

/** Tells each warning on standard error as it comes, and keeps them for the JSON. */
export function tellWarnings({ warn }: Terminal): {
  readonly warnings: readonly string[];
  onWarning(warning: ReplayWarning): void;
} {
  const warnings: string[] = [];
  return {
    warnings,
    onWarning({ sentence, fix }) {
      const text = fix === undefined ? sentence(flagOf) : `${sentence(flagOf)}: ${fixText(fix)}`;
      warnings.push(text);
      warn(`forks: warning: ${text}`);
    },
  };
}
