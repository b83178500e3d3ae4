import { type Deployments, openDeployments, refOf } from '../../support/deployments.ts';
import { requestOf } from '../objects/rest-room.ts';

let stack: Deployments;
beforeAll(async () => {
  stack = await openDeployments();
});
afterAll(() => stack.close());

const deploy = async (properties: object, others: object = {}) =>
  refOf(
    await stack.deploy(
      JSON.stringify({ Resources: { Thing: { Type: 'AWS::S3::Bucket', Properties: properties }, ...others } }),
      { stackName: 'bucket', file: 'bucket.json' },
    ),
    'Thing',
  );
const ask = async (line: string, body?: string) => {
  const answer = await stack.services.objects.service.handle(requestOf(line, {}, body));
  return { status: answer.status, headers: answer.headers, text: String(answer.body ?? '') };
};

test('a bucket gives back what is declared of it, and keeps versions where they are', async () => {
  const declared = {
    VersioningConfiguration: { Status: 'Enabled' },
    Tags: [{ Key: 'team', Value: 'orders' }],
    LifecycleConfiguration: { Rules: [{ Id: 'old', Status: 'Enabled', ExpirationInDays: 30 }] },
  };
  const policy = {
    Policy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Thing' }, PolicyDocument: { Version: '2012-10-17', Statement: [] } },
    },
  };
  const name = await deploy(declared, policy);
  const { headers } = await ask(`PUT /${name}/key`, 'one');

  expect((await ask(`GET /${name}?versioning`)).text).toContain('<Status>Enabled</Status>');
  expect((await ask(`GET /${name}?tagging`)).text).toContain('<Value>orders</Value>');
  expect((await ask(`GET /${name}?lifecycle`)).text).toContain('<Days>30</Days>');
  expect((await ask(`GET /${name}?policy`)).text).toBe('{"Version":"2012-10-17","Statement":[]}');
  expect(headers?.['x-amz-version-id']).toMatch(/^[\w.]{32}$/);

  expect(await deploy({})).toBe(name);
  expect((await ask(`GET /${name}?versioning`)).text).toContain('<Status>Suspended</Status>');
  expect((await ask(`GET /${name}?tagging`)).status).toBe(404);
  expect((await ask(`GET /${name}?policy`)).status).toBe(404);
  expect((await ask(`GET /${name}?publicAccessBlock`)).text).toContain('<BlockPublicAcls>true</BlockPublicAcls>');
});

test('a status of versions that is none is refused with its place', async () => {
  await expect(deploy({ VersioningConfiguration: { Status: 'On' } })).rejects.toThrow(
    'VersioningConfiguration.Status is "On"; it must be Enabled or Suspended locally',
  );
});
