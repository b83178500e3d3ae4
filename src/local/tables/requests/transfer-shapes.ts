/** The inputs of DynamoDB's exports and imports. Source: API reference. */
import * as common from './common-shapes.ts';
import { atLeast, atMost, maxLength, minLength, notNull, oneOf, type Rule } from './rules.ts';
import { type InputShape, integer, list, type Members, structure, text } from './shape.ts';
import { tableShapes } from './table-shapes.ts';

const BUCKET = text(notNull, maxLength(255));
const OWNER = text();
const PREFIX = text(maxLength(1024));
const TOKEN = text();
const EXPORT_ARN = text(notNull, minLength(37), maxLength(1024));
const delimiter: Rule = {
  words: 'Member must satisfy regular expression pattern: [,;:|\\t ]',
  holds: (value) => /^[,;:|\t ]$/.test(String(value)),
};
const created: Members = tableShapes['CreateTable']?.members ?? {};
const CREATION: Members = Object.fromEntries(
  [
    ...['TableName', 'AttributeDefinitions', 'KeySchema', 'BillingMode', 'ProvisionedThroughput'],
    ...['OnDemandThroughput', 'SSESpecification', 'GlobalSecondaryIndexes'],
  ].flatMap((name) => (created[name] ? [[name, created[name]]] : [])),
);

/** What each operation on exports and imports takes, under DynamoDB's names. */
export const transferShapes: Readonly<Record<string, InputShape>> = {
  ExportTableToPointInTime: {
    members: {
      TableArn: text(notNull, minLength(1), maxLength(1024)),
      ExportTime: common.time,
      ClientToken: TOKEN,
      S3Bucket: BUCKET,
      S3BucketOwner: OWNER,
      S3Prefix: PREFIX,
      S3SseAlgorithm: text(oneOf('AES256', 'KMS')),
      S3SseKmsKeyId: text(minLength(1), maxLength(2048)),
      ExportFormat: text(oneOf('DYNAMODB_JSON', 'ION')),
      ExportType: text(oneOf('FULL_EXPORT', 'INCREMENTAL_EXPORT')),
    },
  },
  DescribeExport: { members: { ExportArn: EXPORT_ARN } },
  ListExports: {
    members: {
      TableArn: text(minLength(1), maxLength(1024)),
      MaxResults: integer(atLeast(1), atMost(25)),
      NextToken: text(),
    },
  },
  ImportTable: {
    members: {
      ClientToken: TOKEN,
      S3BucketSource: structure(
        'S3BucketSource',
        { S3BucketOwner: OWNER, S3Bucket: BUCKET, S3KeyPrefix: PREFIX },
        notNull,
      ),
      InputFormat: text(notNull, oneOf('DYNAMODB_JSON', 'ION', 'CSV')),
      InputFormatOptions: structure('InputFormatOptions', {
        Csv: structure('CsvOptions', {
          Delimiter: text(delimiter),
          HeaderList: list(text(minLength(1), maxLength(65_536)), minLength(1), maxLength(255)),
        }),
      }),
      InputCompressionType: text(oneOf('GZIP', 'ZSTD', 'NONE')),
      TableCreationParameters: structure('TableCreationParameters', CREATION, notNull),
    },
  },
  DescribeImport: { members: { ImportArn: EXPORT_ARN } },
  ListImports: {
    members: {
      TableArn: text(minLength(1), maxLength(1024)),
      PageSize: integer(atLeast(1), atMost(25)),
      NextToken: text(),
    },
  },
};
