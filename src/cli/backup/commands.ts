import { group } from '../line/command.ts';
import { cat } from './cat.ts';
import { ls } from './ls.ts';
import { pause } from './pause.ts';
import { query } from './query/query.ts';
import { refill } from './refill.ts';
import { resume } from './resume.ts';

/** `forks backup ls|cat|query|pause|resume|refill`. */
export const backup = group({
  name: 'backup',
  description: 'the archived events',
  commands: [ls, cat, query, pause, resume, refill],
});
