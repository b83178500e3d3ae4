/** A process that takes the lock of a state folder and has it until it is ended. */
import { lockFolder } from '../../src/local/folder-lock.ts';

lockFolder(process.argv[2] ?? '');
process.on('message', () => {});
process.send?.('locked');
