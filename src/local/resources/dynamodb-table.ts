/**
 * Stands in for AWS::DynamoDB::Table.
 * Streams, replicas, imports and contributor insights are not performed; new keys or indexes mean another table.
 */

import * as v from 'valibot';
import { arnOf } from '../../domain/arn.ts';
import { AwsError } from '../errors.ts';
import { allOrNothing } from './all-or-nothing.ts';
import { call, type Engines } from './engines.ts';
import { defineResource } from './provider.ts';
import {
  accepted,
  document,
  flag,
  listOf,
  objectOf,
  oneOf,
  performed,
  required,
  text,
  type Values,
  whole,
} from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

const keySchema = listOf(objectOf({ AttributeName: required(text), KeyType: required(oneOf('HASH', 'RANGE')) }));
const throughput = objectOf({ ReadCapacityUnits: required(whole), WriteCapacityUnits: required(whole) });
const projection = objectOf({ ProjectionType: performed(text), NonKeyAttributes: performed(listOf(text)) });
const index = { IndexName: required(text), KeySchema: required(keySchema), Projection: required(projection) };

const table = {
  TableName: performed(text, 'replaces'),
  KeySchema: required(keySchema, 'replaces'),
  // On AWS attributes and global indexes change in place; here they come with the table.
  AttributeDefinitions: required(
    listOf(objectOf({ AttributeName: required(text), AttributeType: required(oneOf('S', 'N', 'B')) })),
    'replaces',
  ),
  GlobalSecondaryIndexes: performed(
    listOf(objectOf({ ...index, ProvisionedThroughput: performed(throughput) })),
    'replaces',
  ),
  LocalSecondaryIndexes: performed(listOf(objectOf(index)), 'replaces'),
  BillingMode: performed(oneOf('PAY_PER_REQUEST', 'PROVISIONED')),
  ProvisionedThroughput: performed(throughput),
  TimeToLiveSpecification: performed(objectOf({ AttributeName: performed(text), Enabled: required(flag) })),
  DeletionProtectionEnabled: performed(flag),
  ContributorInsightsSpecification: accepted(),
  OnDemandThroughput: accepted(),
  PointInTimeRecoverySpecification: accepted(document),
  SSESpecification: accepted(document),
  TableClass: accepted(text),
  Tags: accepted(),
  WarmThroughput: accepted(),
} as const;

type Properties = Values<typeof table>;

const timeToLiveSchema = v.object({ TimeToLiveStatus: v.string(), AttributeName: v.optional(v.string()) });

/** A table with its time to live. */
export const dynamoTable = defineResource({
  type: 'AWS::DynamoDB::Table',
  attributes: ['Arn'],
  table,
  async create(properties, { engines, generatedName }) {
    const TableName = properties.TableName ?? generatedName(255);
    const { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes } = properties;
    const keys = { KeySchema, AttributeDefinitions, GlobalSecondaryIndexes, LocalSecondaryIndexes };
    let adopted = false;
    try {
      const Tags = properties.Tags;
      await call(engines.tables.operations, 'CreateTable', { TableName, ...keys, ...settings(properties), Tags });
    } catch (error) {
      // With --dynamodb-endpoint the table may have outlived the local stack; its items are then kept.
      if (!(error instanceof AwsError && error.code === 'ResourceInUseException')) throw error;
      adopted = true;
    }
    const present = adopted ? await presentTimeToLive(engines, TableName) : undefined;
    await allOrNothing(
      async () => {
        await setTimeToLive(engines, TableName, properties.TimeToLiveSpecification, present);
        await setRecovery(engines, TableName, properties.PointInTimeRecoverySpecification, undefined);
      },
      async () => {
        if (!adopted) await call(engines.tables.operations, 'DeleteTable', { TableName });
      },
    );
    return TableName;
  },
  async update(TableName, properties, { engines }, previous) {
    if (JSON.stringify(settings(properties)) !== JSON.stringify(settings(previous))) {
      await call(engines.tables.operations, 'UpdateTable', { TableName, ...settings(properties) });
    }
    await setTimeToLive(engines, TableName, properties.TimeToLiveSpecification, previous.TimeToLiveSpecification);
    const { PointInTimeRecoverySpecification: recovery } = previous;
    await setRecovery(engines, TableName, properties.PointInTimeRecoverySpecification, recovery);
  },
  async delete(TableName, { engines }) {
    await unlessGone(() => call(engines.tables.operations, 'DeleteTable', { TableName }));
  },
  async exists(TableName, { engines }) {
    return (await unlessGone(() => call(engines.tables.operations, 'DescribeTable', { TableName }))) !== undefined;
  },
  describe: (name, _properties, context) => ({
    ref: name,
    attributes: { Arn: arnOf(context, 'dynamodb', `table/${name}`) },
  }),
  async dataOf(TableName, { engines }) {
    const input = { TableName, Limit: 1, Select: 'COUNT' };
    const count = (await unlessGone(() => call(engines.tables.operations, 'Scan', input)))?.['Count'];
    return typeof count === 'number' && count > 0 ? 'items' : undefined;
  },
});

/** What can be changed in place. CloudFormation's default mode is PROVISIONED, as the API's. */
function settings(properties: Properties) {
  const { BillingMode, ProvisionedThroughput, DeletionProtectionEnabled, SSESpecification, TableClass } = properties;
  return { BillingMode, ProvisionedThroughput, DeletionProtectionEnabled, SSESpecification, TableClass };
}

/** Point-in-time recovery is given back as it is declared; an endpoint that does not know it is left as it is. */
async function setRecovery(
  engines: Engines,
  TableName: string,
  wanted: Properties['PointInTimeRecoverySpecification'],
  present: Properties['PointInTimeRecoverySpecification'],
): Promise<void> {
  if (JSON.stringify(wanted) === JSON.stringify(present)) return;
  const PointInTimeRecoverySpecification = wanted ?? { PointInTimeRecoveryEnabled: false };
  try {
    const input = { TableName, PointInTimeRecoverySpecification };
    await call(engines.tables.operations, 'UpdateContinuousBackups', input);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'UnknownOperationException')) throw error;
  }
}

/** The time to live of a table that was there before; a second switching on would be refused. */
async function presentTimeToLive(engines: Engines, TableName: string): Promise<Properties['TimeToLiveSpecification']> {
  const answer = await call(engines.tables.operations, 'DescribeTimeToLive', { TableName });
  const parsed = v.safeParse(timeToLiveSchema, answer['TimeToLiveDescription']);
  if (!parsed.success || !parsed.output.TimeToLiveStatus.startsWith('ENABL')) return undefined;
  return { AttributeName: parsed.output.AttributeName, Enabled: true };
}

async function setTimeToLive(
  engines: Engines,
  TableName: string,
  wanted: Properties['TimeToLiveSpecification'],
  present: Properties['TimeToLiveSpecification'],
): Promise<void> {
  const off = { AttributeName: present?.AttributeName, Enabled: false };
  const TimeToLiveSpecification = wanted?.Enabled ? wanted : off;
  if (TimeToLiveSpecification.Enabled === (present?.Enabled ?? false)) return;
  await call(engines.tables.operations, 'UpdateTimeToLive', { TableName, TimeToLiveSpecification });
}
