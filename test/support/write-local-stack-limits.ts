/** Writes the table of resource types into docs/local-stack-limits.md; run by node after a resource file has changed. */
import { readFileSync, writeFileSync } from 'node:fs';
import { withLimitsTable } from './local-stack-limits.ts';

const file = new URL('../../docs/local-stack-limits.md', import.meta.url);
writeFileSync(file, withLimitsTable(readFileSync(file, 'utf8')));
