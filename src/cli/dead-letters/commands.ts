import { group } from '../line/command.ts';
import { list } from './list.ts';
import { purge } from './purge.ts';
import { redrive } from './redrive.ts';
import { show } from './show.ts';

/** `forks dead-letters list|show|redrive|purge`. */
export const deadLetters = group({
  name: 'dead-letters',
  description:
    'what could not be processed or delivered: dead-letter queues, and the error outputs of the delivery streams',
  commands: [list, show, redrive, purge],
});
