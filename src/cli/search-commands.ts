import type { Command } from 'commander';
import * as v from 'valibot';
import { done, group, keys, type Offer } from './command-line.ts';

const StreamFlag = v.object({ stream: v.optional(v.string()) });

/** Adds `forks search template`. */
export function addSearchCommands(program: Command, offer: Offer): void {
  const search = group(program, 'search', "what the search fork's index tells, and its upkeep");
  offer(
    keys(
      ofStream(
        search.command('template').description("put the index template of checkout events to the fork's domain"),
      ),
      'template, patterns, replicas, existing',
    ),
    async (session, command) =>
      done((await import('./search-template.ts')).searchTemplate(session, v.parse(StreamFlag, command.opts()))),
  );
}

function ofStream(command: Command): Command {
  return command.option('--stream <name>', "the fork's delivery stream, where a stack has several search forks");
}
