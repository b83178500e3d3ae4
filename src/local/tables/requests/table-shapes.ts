/** The inputs of DynamoDB's operations on tables. Source: API reference; the order of the checks was recorded by dynalite. */
import * as common from './common-shapes.ts';
import { atLeast, atMost, maxLength, minLength, nameCharacters, notNull, oneOf } from './rules.ts';
import {
  boolean,
  element,
  type InputShape,
  integer,
  list,
  long,
  type Members,
  type Shape,
  structure,
  text,
} from './shape.ts';

const THROUGHPUT: Members = {
  WriteCapacityUnits: long(notNull, atLeast(1)),
  ReadCapacityUnits: long(notNull, atLeast(1)),
};
const TAGS = list(element('Tag', { Key: text(notNull), Value: text(notNull) }));
const BILLING_MODE = text(oneOf('PROVISIONED', 'PAY_PER_REQUEST'));
const PROJECTION: Members = {
  ProjectionType: text(oneOf('ALL', 'INCLUDE', 'KEYS_ONLY')),
  NonKeyAttributes: list(text(), minLength(1)),
};
const INDEX_NAME = text(notNull, nameCharacters, minLength(3), maxLength(255));

const keySchema = (max: number, ...keyTypes: string[]): Shape =>
  list(
    element('KeySchemaElement', {
      AttributeName: text(notNull),
      KeyType: keyTypes.length > 0 ? text(notNull, oneOf(...keyTypes)) : text(notNull),
    }),
    notNull,
    minLength(1),
    maxLength(max),
  );

const index = (maxKeys: number): Members => ({
  IndexName: INDEX_NAME,
  KeySchema: keySchema(maxKeys),
  Projection: structure('Projection', PROJECTION, notNull),
});
const ATTRIBUTE_DEFINITIONS = element('AttributeDefinition', {
  AttributeName: text(notNull),
  AttributeType: text(notNull, oneOf('B', 'N', 'S')),
});
const ON_DEMAND = structure('OnDemandThroughput', {
  MaxReadRequestUnits: long(),
  MaxWriteRequestUnits: long(),
});
const WARM = structure('WarmThroughput', { ReadUnitsPerSecond: long(), WriteUnitsPerSecond: long() });

/** What CreateTable and UpdateTable take beside what dynalite recorded; nothing here is checked before those. */
const SETTINGS: Members = {
  StreamSpecification: structure('StreamSpecification', {
    StreamEnabled: boolean,
    StreamViewType: text(oneOf('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY')),
  }),
  SSESpecification: structure('SSESpecification', {
    Enabled: boolean,
    SSEEnabled: boolean,
    SSEType: text(oneOf('AES256', 'KMS')),
    KMSMasterKeyId: text(),
  }),
  TableClass: text(oneOf('STANDARD', 'STANDARD_INFREQUENT_ACCESS')),
  DeletionProtectionEnabled: boolean,
  OnDemandThroughput: ON_DEMAND,
  WarmThroughput: WARM,
};

const ONE_TABLE = { required: ['TableName'], tableNames: ['TableName'] };

/** What each operation on tables takes, under DynamoDB's names. */
export const tableShapes: Readonly<Record<string, InputShape>> = {
  CreateTable: {
    ...ONE_TABLE,
    members: {
      AttributeDefinitions: list(ATTRIBUTE_DEFINITIONS, notNull),
      TableName: common.controlTable,
      BillingMode: BILLING_MODE,
      ProvisionedThroughput: structure('ProvisionedThroughput', THROUGHPUT),
      KeySchema: keySchema(2, 'HASH', 'RANGE'),
      LocalSecondaryIndexes: list(element('LocalSecondaryIndex', index(2))),
      GlobalSecondaryIndexes: list(
        element('GlobalSecondaryIndex', {
          ...index(8),
          ProvisionedThroughput: structure('ProvisionedThroughput', THROUGHPUT),
          OnDemandThroughput: ON_DEMAND,
          WarmThroughput: WARM,
        }),
      ),
      ...SETTINGS,
      ResourcePolicy: text(),
      Tags: TAGS,
    },
  },
  UpdateTable: {
    ...ONE_TABLE,
    members: {
      TableName: common.controlTable,
      ProvisionedThroughput: structure('ProvisionedThroughput', THROUGHPUT),
      BillingMode: BILLING_MODE,
      AttributeDefinitions: list(ATTRIBUTE_DEFINITIONS),
      GlobalSecondaryIndexUpdates: list(
        element('GlobalSecondaryIndexUpdate', {
          Update: structure('UpdateGlobalSecondaryIndexAction', {
            IndexName: INDEX_NAME,
            ProvisionedThroughput: structure('ProvisionedThroughput', THROUGHPUT),
            OnDemandThroughput: ON_DEMAND,
            WarmThroughput: WARM,
          }),
          Create: structure('CreateGlobalSecondaryIndexAction', {
            Projection: structure('Projection', PROJECTION, notNull),
            IndexName: INDEX_NAME,
            ProvisionedThroughput: structure('ProvisionedThroughput', THROUGHPUT),
            OnDemandThroughput: ON_DEMAND,
            WarmThroughput: WARM,
            KeySchema: keySchema(8),
          }),
          Delete: structure('DeleteGlobalSecondaryIndexAction', { IndexName: INDEX_NAME }),
        }),
      ),
      ...SETTINGS,
      ReplicaUpdates: list(element('ReplicationGroupUpdate', {})),
    },
  },
  DeleteTable: { ...ONE_TABLE, members: { TableName: common.controlTable } },
  DescribeTable: { ...ONE_TABLE, members: { TableName: common.controlTable } },
  ListTables: {
    members: {
      Limit: integer(atLeast(1), atMost(100)),
      ExclusiveStartTableName: text(nameCharacters, minLength(3), maxLength(255)),
    },
  },
  UpdateTimeToLive: {
    ...ONE_TABLE,
    members: {
      TableName: common.controlTable,
      TimeToLiveSpecification: structure(
        'TimeToLiveSpecification',
        { Enabled: { kind: 'Boolean', rules: [notNull] }, AttributeName: text(notNull, minLength(1), maxLength(255)) },
        notNull,
      ),
    },
  },
  DescribeTimeToLive: { ...ONE_TABLE, members: { TableName: common.controlTable } },
  DescribeContinuousBackups: { ...ONE_TABLE, members: { TableName: common.controlTable } },
  UpdateContinuousBackups: {
    ...ONE_TABLE,
    members: {
      TableName: common.controlTable,
      PointInTimeRecoverySpecification: structure(
        'PointInTimeRecoverySpecification',
        {
          PointInTimeRecoveryEnabled: { kind: 'Boolean', rules: [notNull] },
          RecoveryPeriodInDays: integer(atLeast(1), atMost(35)),
        },
        notNull,
      ),
    },
  },
  TagResource: { members: { ResourceArn: text(), Tags: TAGS } },
  UntagResource: { members: { ResourceArn: text(), TagKeys: list(text()) } },
  ListTagsOfResource: { members: { ResourceArn: text(), NextToken: text() } },
  DescribeLimits: { members: {} },
  DescribeEndpoints: { members: {} },
  PutResourcePolicy: {
    members: { ResourceArn: text(notNull), Policy: text(notNull), ExpectedRevisionId: text() },
  },
  GetResourcePolicy: { members: { ResourceArn: text(notNull) } },
  DeleteResourcePolicy: { members: { ResourceArn: text(notNull), ExpectedRevisionId: text() } },
};
