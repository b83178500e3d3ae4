/**
 * Stands in for Lambda's event source mappings of SQS queues: their definitions, states and pollers.
 * Streams, provisioned pollers and failure destinations are refused by name.
 */
import * as v from 'valibot';
import type { LocalContext } from '../../context.ts';
import { integer, text } from '../../database.ts';
import { AwsError } from '../../errors.ts';
import type { FunctionControl } from '../functions/function-control.ts';
import { functionName } from '../functions/function-definition.ts';
import { type EventFilter, parseFilterCriteria } from './event-filter.ts';
import type {
  EventSourceMapping,
  EventSourceMappingDefinition,
  EventSourceMappings,
  MappingState,
} from './event-source-mapping.ts';
import { createMappingPoller, type MappingPoller } from './mapping-poller.ts';
import { checkMapping } from './mapping-validation.ts';
import type { QueueSource } from './queue-source.ts';

const definitionSchema = v.object({
  functionName: v.string(),
  queueArn: v.string(),
  batchSize: v.number(),
  windowSeconds: v.number(),
  enabled: v.boolean(),
  maximumConcurrency: v.optional(v.number()),
  responseTypes: v.array(v.string()),
  filterCriteria: v.optional(v.record(v.string(), v.unknown())),
});

interface Entry {
  mapping: EventSourceMapping;
  filter: EventFilter | undefined;
  readonly poller: MappingPoller;
  /** Which change of state is under way; an older one that ends later says nothing any more. */
  changes: number;
}

/** The mappings of one stack; those of an earlier run wait for `resume`. */
export function createEventSourceMappings(options: {
  context: LocalContext;
  queues: QueueSource;
  functions: Pick<FunctionControl, 'invoke' | 'stored' | 'get'>;
  newId: () => string;
}): EventSourceMappings {
  const { context, queues, functions, newId } = options;
  const { database, clock } = context;
  database.define(
    'CREATE TABLE IF NOT EXISTS lambda_mappings (uuid TEXT PRIMARY KEY, definition TEXT NOT NULL, modified_at INTEGER NOT NULL);',
  );
  const entries = new Map<string, Entry>();
  for (const row of database.all('SELECT * FROM lambda_mappings ORDER BY rowid')) {
    const definition = v.parse(definitionSchema, JSON.parse(text(row, 'definition')));
    const uuid = text(row, 'uuid');
    const state = definition.enabled ? 'Enabled' : 'Disabled';
    entries.set(uuid, {
      mapping: { ...definition, uuid, state, modifiedAt: integer(row, 'modified_at') },
      filter: parseFilterCriteria(definition.filterCriteria),
      poller: createMappingPoller(options),
      changes: 0,
    });
  }
  const find = (uuid: string): Entry => {
    const entry = entries.get(uuid);
    if (!entry)
      throw new AwsError('ResourceNotFoundException', 'The resource you requested does not exist.', { status: 404 });
    return entry;
  };
  const check = (definition: EventSourceMappingDefinition) => {
    const found = functions.get(definition.functionName);
    if (!found) throw new AwsError('InvalidParameterValueException', 'Function does not exist');
    checkMapping(definition, { queues, timeoutSeconds: found.timeoutSeconds });
  };
  const save = ({ uuid, state: _state, modifiedAt, ...definition }: EventSourceMapping) => {
    database.run(
      `INSERT INTO lambda_mappings (uuid, definition, modified_at) VALUES (?, ?, ?)
       ON CONFLICT (uuid) DO UPDATE SET definition = excluded.definition, modified_at = excluded.modified_at`,
      uuid,
      JSON.stringify(definition),
      modifiedAt,
    );
  };
  /** Shows `through` until the batches in flight are finished where polling stops, else until the next turn. */
  const change = (entry: Entry, through: MappingState) => {
    const mine = ++entry.changes;
    const { enabled } = entry.mapping;
    entry.mapping = { ...entry.mapping, state: through };
    entry.poller.apply(entry.mapping, entry.filter);
    const finish = () => {
      if (entry.changes === mine) entry.mapping = { ...entry.mapping, state: enabled ? 'Enabled' : 'Disabled' };
    };
    if (enabled) setImmediate(finish);
    else void entry.poller.idle().then(() => setImmediate(finish));
  };

  return {
    create({ uuid: given, functionName: nameOrArn, ...rest }) {
      const definition = { ...rest, functionName: functionName(nameOrArn) };
      const filter = parseFilterCriteria(definition.filterCriteria);
      check(definition);
      for (const { mapping } of entries.values()) {
        if (mapping.queueArn === definition.queueArn && mapping.functionName === definition.functionName) {
          throw new AwsError(
            'ResourceConflictException',
            `An event source mapping with SQS arn (" ${mapping.queueArn} ") and function (" ${mapping.functionName} ") already exists. Please update or delete the existing mapping with UUID ${mapping.uuid}`,
            { status: 409 },
          );
        }
      }
      const uuid = given ?? newId();
      const mapping: EventSourceMapping = { ...definition, uuid, state: 'Disabled', modifiedAt: clock.now() };
      const entry: Entry = { mapping, filter, poller: createMappingPoller(options), changes: 1 };
      entries.set(uuid, entry);
      save(mapping);
      if (definition.enabled) change(entry, 'Creating');
      return uuid;
    },
    update(uuid, changes) {
      const entry = find(uuid);
      if (entry.mapping.state === 'Disabling') {
        throw new AwsError('ResourceInUseException', 'Cannot update the event source mapping because it is in use.');
      }
      const before = entry.mapping;
      const next = {
        ...before,
        ...changes,
        modifiedAt: clock.now(),
        functionName: functionName(changes.functionName ?? before.functionName),
      };
      const filter = parseFilterCriteria(next.filterCriteria);
      check(next);
      entry.mapping = next;
      entry.filter = filter;
      save(next);
      change(entry, before.enabled === next.enabled ? 'Updating' : next.enabled ? 'Enabling' : 'Disabling');
      return entry.mapping;
    },
    remove(uuid) {
      const { mapping, poller } = find(uuid);
      entries.delete(uuid);
      poller.stop();
      database.run('DELETE FROM lambda_mappings WHERE uuid = ?', uuid);
      return { ...mapping, state: 'Deleting' };
    },
    get: (uuid) => find(uuid).mapping,
    list({ functionName: nameOrArn, queueArn } = {}) {
      const name = nameOrArn === undefined ? undefined : functionName(nameOrArn);
      return [...entries.values()]
        .map(({ mapping }) => mapping)
        .filter(
          (mapping) =>
            (name === undefined || mapping.functionName === name) &&
            (queueArn === undefined || mapping.queueArn === queueArn),
        );
    },
    resume() {
      for (const entry of entries.values()) {
        if (entry.changes > 0) continue;
        entry.changes++;
        entry.poller.apply(entry.mapping, entry.filter);
      }
    },
    async settle(until) {
      let moved = false;
      for (let again = true; again && performance.now() < until; ) {
        const ran = await Promise.all([...entries.values()].map(({ poller }) => poller.settle(until)));
        again = ran.includes(true);
        moved ||= again;
      }
      return moved;
    },
    async close() {
      for (const { poller } of entries.values()) poller.stop();
      await Promise.all([...entries.values()].map(({ poller }) => poller.idle()));
    },
  };
}
