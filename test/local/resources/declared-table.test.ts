import { call } from '../../../src/local/resources/engines.ts';
import { type Deployments, openDeployments } from '../../support/deployments.ts';

let stack: Deployments;
beforeAll(async () => {
  stack = await openDeployments();
});
afterAll(() => stack.close());

const deploy = (properties: object) =>
  stack.deploy(
    JSON.stringify({
      Resources: {
        Orders: {
          Type: 'AWS::DynamoDB::Table',
          Properties: {
            TableName: 'orders',
            BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            ...properties,
          },
        },
      },
    }),
    { stackName: 'table', file: 'table.json' },
  );
const ask = (operation: string, input: object = { TableName: 'orders' }) =>
  call(stack.services.tables.operations, operation, { ...input });
const recovery = async () => {
  const { ContinuousBackupsDescription: given } = await ask('DescribeContinuousBackups');
  return JSON.stringify(given).includes('"PointInTimeRecoveryStatus":"ENABLED"');
};

test('a table gives back what is declared of it, as long as it is', async () => {
  await deploy({
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
    TableClass: 'STANDARD_INFREQUENT_ACCESS',
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
  const { Table } = await ask('DescribeTable');
  const ResourceArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/orders';

  expect(await recovery()).toBe(true);
  expect(Table).toMatchObject({
    SSEDescription: { Status: 'ENABLED', SSEType: 'KMS' },
    TableClassSummary: { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
  });
  expect(await ask('ListTagsOfResource', { ResourceArn })).toEqual({ Tags: [{ Key: 'team', Value: 'shop' }] });

  await deploy({ SSESpecification: { SSEEnabled: true } });
  expect(await recovery()).toBe(false);
});
