import { text } from '../line/args.ts';

/** Which search fork is meant. */
export const stream = text('name', "the fork's delivery stream, where a stack has several search forks");
