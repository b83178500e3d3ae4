/**
 * The operations of DynamoDB and of its streams (API reference): those that the embedded tables do are in their rooms.
 */
/** The two targets of the JSON protocol: tables and their streams. */
export type Target = 'DynamoDB_20120810' | 'DynamoDBStreams_20120810';

const TABLES: ReadonlySet<string> = new Set(
  `
  BatchExecuteStatement BatchGetItem BatchWriteItem CreateBackup CreateGlobalTable CreateTable DeleteBackup DeleteItem
  DeleteResourcePolicy DeleteTable DescribeBackup DescribeContinuousBackups DescribeContributorInsights DescribeEndpoints
  DescribeExport DescribeGlobalTable DescribeGlobalTableSettings DescribeImport DescribeKinesisStreamingDestination
  DescribeLimits DescribeTable DescribeTableReplicaAutoScaling DescribeTimeToLive DisableKinesisStreamingDestination
  EnableKinesisStreamingDestination ExecuteStatement ExecuteTransaction ExportTableToPointInTime GetItem GetResourcePolicy
  ImportTable ListBackups ListContributorInsights ListExports ListGlobalTables ListImports ListTables ListTagsOfResource
  PutItem PutResourcePolicy Query RestoreTableFromBackup RestoreTableToPointInTime Scan TagResource TransactGetItems
  TransactWriteItems UntagResource UpdateContinuousBackups UpdateContributorInsights UpdateGlobalTable
  UpdateGlobalTableSettings UpdateItem UpdateKinesisStreamingDestination UpdateTable UpdateTableReplicaAutoScaling
  UpdateTimeToLive
  `
    .trim()
    .split(/\s+/),
);
const STREAMS: ReadonlySet<string> = new Set(['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']);

/** True for an operation that AWS has, whether it is done here or not. */
export function isKnownOperation(target: Target, operation: string): boolean {
  return (target === 'DynamoDB_20120810' ? TABLES : STREAMS).has(operation);
}
