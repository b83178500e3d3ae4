import { group } from '../line/command.ts';
import { cat } from './cat.ts';
import { ls } from './ls.ts';
import { query } from './query/query.ts';

/** `forks backup ls|cat|query`. */
export const backup = group({ name: 'backup', description: 'the archived events', commands: [ls, cat, query] });
