/** The definitions of streams as rows: what CreateDeliveryStream was told, its version and tags. Stands in for Firehose's control plane. */
import * as v from 'valibot';
import { integer, type LocalDatabase, type Row, text } from '../database.ts';
import { type Destination, destinationSchema } from './stream-schema.ts';

export interface StreamDefinition {
  readonly id: number;
  readonly name: string;
  readonly arn: string;
  readonly seed: string;
  readonly destination: Destination;
  /** 1 when created, one more with each UpdateDestination; part of object names. */
  readonly version: number;
  readonly created: number;
  readonly updated: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly encryption: Readonly<Record<string, string>>;
}

export interface StreamRegistry {
  all(): StreamDefinition[];
  insert(stream: Omit<StreamDefinition, 'id' | 'arn'>): StreamDefinition;
  save(stream: StreamDefinition): void;
  remove(id: number): void;
}

const texts = v.record(v.string(), v.string());

/** Reads and writes definitions; `arnOf` makes the ARN of a name. The tables are those of the buffer store. */
export function openStreamRegistry(database: LocalDatabase, arnOf: (name: string) => string): StreamRegistry {
  const definitionOf = (row: Row): StreamDefinition => ({
    id: integer(row, 'id'),
    name: text(row, 'name'),
    arn: arnOf(text(row, 'name')),
    seed: text(row, 'seed'),
    destination: v.parse(destinationSchema, JSON.parse(text(row, 'destination'))),
    version: integer(row, 'version'),
    created: integer(row, 'created'),
    updated: integer(row, 'updated'),
    tags: v.parse(texts, JSON.parse(text(row, 'tags'))),
    encryption: v.parse(texts, JSON.parse(text(row, 'encryption'))),
  });
  return {
    all: () => database.all('SELECT * FROM firehose_streams ORDER BY name').map(definitionOf),
    insert({ name, seed, destination, version, created, updated, tags, encryption }) {
      const json = [destination, tags, encryption].map((value) => JSON.stringify(value));
      const [target = '', tagged = '', encrypted = ''] = json;
      const id = database.insert(
        'INSERT INTO firehose_streams (name, seed, destination, version, created, updated, tags, encryption) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[name, seed, target, version, created, updated, tagged, encrypted],
      );
      return { id, name, arn: arnOf(name), seed, destination, version, created, updated, tags, encryption };
    },
    save({ id, destination, version, updated, tags, encryption }) {
      database.run(
        'UPDATE firehose_streams SET destination = ?, version = ?, updated = ?, tags = ?, encryption = ? WHERE id = ?',
        JSON.stringify(destination),
        version,
        updated,
        JSON.stringify(tags),
        JSON.stringify(encryption),
        id,
      );
    },
    remove: (id) => void database.run('DELETE FROM firehose_streams WHERE id = ?', id),
  };
}
