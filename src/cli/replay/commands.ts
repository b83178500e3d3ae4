import { group } from '../line/command.ts';
import { archive } from './archive/archive.ts';
import { start } from './start.ts';
import { status } from './status.ts';
import { stop } from './stop.ts';

/** `forks replay start|stop|status|archive`. */
export const replay = group({
  name: 'replay',
  description: 'send events to their destination again: from the buffer, or from the archive',
  commands: [start, stop, status, archive],
});
