/**
 * What must hold of a new table and of a new index beside their shapes. Order and texts recorded by dynalite.
 */
import { invalidParameters, validationError } from '../table-errors.ts';

const MAX_UNITS = 1_000_000_000_000;
const MAX_LOCAL_INDEXES = 5;
const MAX_GLOBAL_INDEXES = 20;
const MAX_KEY_ATTRIBUTES = 4;

export interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: 'S' | 'N' | 'B';
}

export interface ThroughputInput {
  readonly ReadCapacityUnits: number;
  readonly WriteCapacityUnits: number;
}

export interface IndexInput {
  readonly IndexName: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: {
    readonly ProjectionType?: 'ALL' | 'INCLUDE' | 'KEYS_ONLY';
    readonly NonKeyAttributes?: readonly string[];
  };
  readonly ProvisionedThroughput?: ThroughputInput;
  readonly OnDemandThroughput?: Readonly<Record<string, unknown>>;
  readonly WarmThroughput?: Readonly<Record<string, unknown>>;
}

export interface CreateTableInput {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly BillingMode?: string;
  readonly ProvisionedThroughput?: ThroughputInput;
  readonly LocalSecondaryIndexes?: readonly IndexInput[];
  readonly GlobalSecondaryIndexes?: readonly IndexInput[];
  readonly WarmThroughput?: Readonly<Record<string, unknown>>;
}

/** Throws DynamoDB's ValidationException for the first thing that is wrong with a new table. */
export function checkNewTable(input: CreateTableInput): void {
  checkCapacity(input);
  checkWarmThroughput(input.WarmThroughput, 'table');
  for (const index of input.GlobalSecondaryIndexes ?? []) {
    checkWarmThroughput(index.WarmThroughput, `index ${index.IndexName}`);
  }
  checkTableKeys(input);
  const names = new Set<string>();
  if (input.LocalSecondaryIndexes) checkLocalIndexes(input, input.LocalSecondaryIndexes, names);
  if (input.GlobalSecondaryIndexes) checkGlobalIndexes(input, input.GlobalSecondaryIndexes, names);
  checkAllUsed(input);
}

function checkCapacity({ BillingMode, ProvisionedThroughput }: CreateTableInput): void {
  if (BillingMode === 'PAY_PER_REQUEST') {
    if (!ProvisionedThroughput) return;
    throw invalidParameters(
      'Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST',
    );
  }
  if (!ProvisionedThroughput) {
    throw invalidParameters(
      'ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    );
  }
  checkUnits(ProvisionedThroughput);
}

/** Throws when a table is to have more units than there can be. */
export function checkUnits({ ReadCapacityUnits, WriteCapacityUnits }: ThroughputInput): void {
  for (const [name, units] of Object.entries({ ReadCapacityUnits, WriteCapacityUnits })) {
    if (units > MAX_UNITS) throw validationError(`Given value ${units} for ${name} is out of bounds`);
  }
}

/** Every table and index on demand begins with these (DynamoDB guide, "Warm throughput"). */
const INITIAL_UNITS = { ReadUnitsPerSecond: 12_000, WriteUnitsPerSecond: 4_000 };

function checkWarmThroughput(wanted: Readonly<Record<string, unknown>> | undefined, of: string): void {
  for (const [name, least] of Object.entries(INITIAL_UNITS)) {
    const units = wanted?.[name];
    if (typeof units !== 'number' || units >= least) continue;
    throw invalidParameters(
      `Requested ${name} for WarmThroughput for ${of} is lower than initial throughput for OnDemand`,
    );
  }
}

function checkTableKeys({ KeySchema, AttributeDefinitions, ...input }: CreateTableInput): void {
  if (KeySchema.length > AttributeDefinitions.length) {
    throw validationError('Invalid KeySchema: Some index key attribute have no definition');
  }
  checkDefined(KeySchema, AttributeDefinitions);
  checkKeyTypes(KeySchema);
  const plain = !input.LocalSecondaryIndexes && !input.GlobalSecondaryIndexes;
  if (plain && KeySchema.length !== AttributeDefinitions.length) {
    throw invalidParameters(
      'Number of attributes in KeySchema does not exactly match number of attributes defined in AttributeDefinitions',
    );
  }
}

function checkDefined(keySchema: readonly KeySchemaElement[], definitions: readonly AttributeDefinition[]): void {
  const defined = definitions.map((each) => each.AttributeName);
  const keys = keySchema.map((each) => each.AttributeName);
  if (keys.every((key) => defined.includes(key))) return;
  throw invalidParameters(
    `Some index key attributes are not defined in AttributeDefinitions. Keys: [${keys.join(', ')}], AttributeDefinitions: [${defined.join(', ')}]`,
  );
}

function checkKeyTypes(schema: readonly KeySchemaElement[]): void {
  const [first, second] = schema;
  if (second && first?.AttributeName === second.AttributeName) {
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  if (first?.KeyType !== 'HASH') {
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (second && second.KeyType !== 'RANGE') {
    throw validationError('Invalid KeySchema: The second KeySchemaElement is not a RANGE key type');
  }
}

/** Up to four attributes for the partition key, then up to four for the sort key (DynamoDB guide, "Multi-attribute keys"). */
function checkKeyOfSeveral(schema: readonly KeySchemaElement[]): void {
  const types = schema.map((each) => each.KeyType);
  const hashes = types.filter((type) => type === 'HASH').length;
  const ranges = types.filter((type) => type === 'RANGE').length;
  if (new Set(schema.map((each) => each.AttributeName)).size < schema.length) {
    throw validationError('Both the Hash Key and the Range Key element in the KeySchema have the same name');
  }
  if (types[0] !== 'HASH') {
    throw validationError('Invalid KeySchema: The first KeySchemaElement is not a HASH key type');
  }
  if (hashes + ranges < types.length || types.lastIndexOf('HASH') >= hashes) {
    throw validationError('Invalid KeySchema: every HASH element must come before every RANGE element');
  }
  if (hashes > MAX_KEY_ATTRIBUTES || ranges > MAX_KEY_ATTRIBUTES) {
    throw validationError(
      `Invalid KeySchema: a global secondary index has at most ${MAX_KEY_ATTRIBUTES} HASH and ${MAX_KEY_ATTRIBUTES} RANGE elements`,
    );
  }
}

function checkLocalIndexes(input: CreateTableInput, indexes: readonly IndexInput[], names: Set<string>): void {
  if (indexes.length === 0) throw invalidParameters('List of LocalSecondaryIndexes is empty');
  if (input.KeySchema.length !== 2) {
    throw invalidParameters(
      'Table KeySchema does not have a range key, which is required when specifying a LocalSecondaryIndex',
    );
  }
  for (const index of indexes) {
    checkDefined(index.KeySchema, input.AttributeDefinitions);
    checkKeyTypes(index.KeySchema);
    checkSameHash(input, index);
    checkProjection(index);
    checkName(index, names);
  }
  if (indexes.length > MAX_LOCAL_INDEXES) {
    throw invalidParameters('Number of LocalSecondaryIndexes exceeds per-table limit of 5');
  }
}

function checkSameHash({ KeySchema }: CreateTableInput, index: IndexInput): void {
  if (index.KeySchema.length !== 2) {
    throw invalidParameters(`Index KeySchema does not have a range key for index: ${index.IndexName}`);
  }
  const own = index.KeySchema[0]?.AttributeName;
  const table = KeySchema[0]?.AttributeName;
  if (own === table) return;
  throw invalidParameters(
    `Index KeySchema does not have the same leading hash key as table KeySchema for index: ${index.IndexName}. index hash key: ${own}, table hash key: ${table}`,
  );
}

function checkGlobalIndexes(input: CreateTableInput, indexes: readonly IndexInput[], names: Set<string>): void {
  if (indexes.length === 0) throw invalidParameters('List of GlobalSecondaryIndexes is empty');
  for (const index of indexes) {
    checkNewIndex(index, input.AttributeDefinitions);
    if (input.BillingMode === 'PAY_PER_REQUEST' && index.ProvisionedThroughput) {
      throw invalidParameters(
        `ProvisionedThroughput should not be specified for index: ${index.IndexName} when BillingMode is PAY_PER_REQUEST`,
      );
    }
    checkName(index, names);
  }
  checkGlobalCount(indexes.length);
}

/** Throws when a table would have too many global indexes. */
export function checkGlobalCount(count: number): void {
  if (count > MAX_GLOBAL_INDEXES) {
    throw invalidParameters('GlobalSecondaryIndex count exceeds the per-table limit of 20');
  }
}

/** Throws for the first thing that is wrong with a new global index by itself. */
export function checkNewIndex(index: IndexInput, definitions: readonly AttributeDefinition[]): void {
  checkDefined(index.KeySchema, definitions);
  if (index.KeySchema.length > 2) checkKeyOfSeveral(index.KeySchema);
  else checkKeyTypes(index.KeySchema);
  checkProjection(index);
}

function checkProjection({ Projection: { ProjectionType, NonKeyAttributes } }: IndexInput): void {
  if (ProjectionType === undefined) throw invalidParameters('Unknown ProjectionType: null');
  if (NonKeyAttributes && ProjectionType !== 'INCLUDE') {
    throw invalidParameters(`ProjectionType is ${ProjectionType}, but NonKeyAttributes is specified`);
  }
}

function checkName({ IndexName }: IndexInput, names: Set<string>): void {
  if (names.has(IndexName)) throw invalidParameters(`Duplicate index name: ${IndexName}`);
  names.add(IndexName);
}

/** An attribute that no key uses is a mistake that DynamoDB refuses. */
function checkAllUsed(input: CreateTableInput): void {
  const schemas = [input, ...(input.LocalSecondaryIndexes ?? []), ...(input.GlobalSecondaryIndexes ?? [])];
  const used = new Set(schemas.flatMap((each) => each.KeySchema.map((element) => element.AttributeName)));
  const unused = input.AttributeDefinitions.filter((each) => !used.has(each.AttributeName));
  if (unused.length === 0) return;
  throw invalidParameters(
    `Some AttributeDefinitions are not used. AttributeDefinitions: [${input.AttributeDefinitions.map((each) => each.AttributeName).join(', ')}], keys used: [${[...used].join(', ')}]`,
  );
}
