import * as v from 'valibot';
import { optionalPositional } from '../line/args.ts';

/** Which dead letters are meant. */
export const placeName = optionalPositional(
  'name',
  'its path in the stacks, its logical id or its physical name; without it, all',
);

/** What every report says of a place. */
export const placeKeys = { name: v.string(), kind: v.picklist(['queue', 'subscription', 'stream']) };
