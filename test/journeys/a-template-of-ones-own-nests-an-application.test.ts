import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { type LocalStack, startLocalStack } from '../../src/local/index.ts';
import { ROOT } from '../support/shop.ts';

/** The template of the README's chapter on adding a fork, as a reader would copy it. */
function readmeTemplate(): string {
  const text = /```yaml\n(AWSTemplateFormatVersion[\s\S]*?)```/.exec(
    readFileSync(join(ROOT, 'README.md'), 'utf8'),
  )?.[1];
  if (text === undefined) throw new Error('the README has no template');
  return text;
}

describe('a template of one’s own nests an application', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forks-own-'));
  let stack: LocalStack;
  const settings = () => ({
    endpoint: stack.awsUrl,
    region: stack.region,
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
  });

  beforeAll(async () => {
    const file = join(folder, 'my-template.yaml');
    const outputs =
      '\nOutputs:\n  Topic:\n    Value: !Ref MyTopic\n  Bucket:\n    Value: !GetAtt Backup.Outputs.BackupBucketName\n';
    writeFileSync(
      file,
      readmeTemplate().replace('Location: apps', `Location: ${relative(folder, ROOT)}/apps`) + outputs,
    );
    // As at the root of a clone, whose samconfig.toml opens the shop's API.
    copyFileSync(join(ROOT, 'samconfig.toml'), join(folder, 'samconfig.toml'));
    stack = await startLocalStack({ templateFile: file, speed: 0 });
  });
  afterAll(async () => {
    await stack.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('as the README shows it, and what it publishes is in its archive', async () => {
    const sns = new SNSClient(settings());
    await sns.send(
      new PublishCommand({ TopicArn: stack.outputs['Topic'], Message: 'any text at all', Subject: 'hello' }),
    );

    await stack.flush();

    const s3 = new S3Client({ ...settings(), forcePathStyle: true });
    const Bucket = stack.outputs['Bucket'];
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: Contents[0]?.Key }));
    const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
    const text = bytes[0] === 0x1f ? gunzipSync(bytes).toString() : bytes.toString();
    expect(Contents).toHaveLength(1);
    expect(JSON.parse(text)).toMatchObject({
      subject: 'hello',
      text: 'any text at all',
      source: stack.outputs['Topic'],
    });
  });
});
