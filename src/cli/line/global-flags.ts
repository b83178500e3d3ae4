import * as v from 'valibot';
import { flag, httpUrl, text, toggle } from './args.ts';

/** The flags that every command takes, before or after its name. */
export const GlobalFlags = v.object({
  local: toggle('the local stack of npm start, at port 4566 of this machine'),
  endpoint: flag('url', 'another endpoint that speaks AWS', httpUrl),
  stack: text('name', 'the stack; without it, the only root stack there'),
  region: text('region', 'the AWS Region'),
  profile: text('profile', "the profile of the aws CLI's configuration"),
  json: toggle('print one JSON document, or one a line while following'),
  debug: toggle('on an error, print its stack'),
});
export type GlobalFlags = v.InferOutput<typeof GlobalFlags>;
