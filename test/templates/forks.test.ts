import { branchesOf, type Properties, readTemplateOf, type Value } from '../support/templates.ts';

const ref = (id: string): Value => ({ Ref: id });
const noValue = ref('AWS::NoValue');

describe('the replay fork', () => {
  const { Conditions, Outputs, Resources } = readTemplateOf('replay');
  const events = Resources['ReplayEventsFunction']?.Properties['Events'] as Record<string, Properties>;

  it('replays only when it is switched on', () => {
    expect(events['ReplayQueue']?.['Properties']).toMatchObject({
      Enabled: { 'Fn::If': ['IsReplaying', true, false] },
    });
    expect(Conditions['IsReplaying']).toEqual({ 'Fn::Equals': [ref('ReplayEnabled'), 'true'] });
  });

  it('names its switch by the id that the transform gives the mapping: function, then event', () => {
    expect(Outputs['ReplayMappingId']?.Value).toEqual(ref('ReplayEventsFunctionReplayQueue'));
  });

  it('keeps events as long as it is told', () => {
    expect(Resources['ReplayQueue']?.Properties['MessageRetentionPeriod']).toEqual(
      ref('ReplayQueueRetentionPeriodInSeconds'),
    );
  });

  it('opens the archive to nobody unless it has one', () => {
    expect(Resources['ReplayArchiveRole']?.Condition).toBe('HasArchive');
  });
});

describe('the backup fork', () => {
  const { Conditions, Outputs, Resources } = readTemplateOf('storage-backup');
  const destination = Resources['BackupStream']?.Properties['ExtendedS3DestinationConfiguration'] as Properties;
  const lifecycle = Resources['BackupBucket']?.Properties['LifecycleConfiguration'] as Properties;
  const rules = lifecycle['Rules'] as Value[];
  const literalOf = (prefix: string): Value => ({ 'Fn::Select': [0, { 'Fn::Split': ['!{', ref(prefix)] }] });

  it.each([
    ['TransitionsArchive', 'ArchiveTransitionInDays', 'StreamPrefix'],
    ['ExpiresArchive', 'ArchiveExpirationInDays', 'StreamPrefix'],
    ['ExpiresErrors', 'ErrorExpirationInDays', 'StreamErrorOutputPrefix'],
    ['ExpiresNoncurrent', 'NoncurrentExpirationInDays', undefined],
  ])('%s only where %s is not 0, and only under the plain part of its prefix', (condition, parameter, prefix) => {
    const rule = rules.find((item) => (item as { 'Fn::If'?: Value[] })['Fn::If']?.[0] === condition);
    const [active] = branchesOf(rule) as [Properties];

    expect(Conditions[condition]).toEqual({ 'Fn::Not': [{ 'Fn::Equals': [ref(parameter), '0'] }] });
    expect((rule as { 'Fn::If': Value[] })['Fn::If'][2]).toEqual(noValue);
    expect(JSON.stringify(active)).toContain(JSON.stringify(ref(parameter)));
    expect(active['Prefix']).toEqual(prefix === undefined ? undefined : literalOf(prefix));
  });

  it('writes as its parameters say', () => {
    expect(destination).toMatchObject({
      Prefix: ref('StreamPrefix'),
      ErrorOutputPrefix: ref('StreamErrorOutputPrefix'),
      CompressionFormat: ref('StreamCompressionFormat'),
      BufferingHints: {
        IntervalInSeconds: ref('StreamBufferingIntervalInSeconds'),
        SizeInMBs: ref('StreamBufferingSizeInMBs'),
      },
      BucketARN: { 'Fn::If': ['CreatesBucket', { 'Fn::GetAtt': ['BackupBucket', 'Arn'] }, ref('BucketArn')] },
    });
  });

  it('names the bucket it was given by the last part of its ARN', () => {
    expect(Outputs['BackupBucketName']?.Value).toEqual({
      'Fn::If': ['CreatesBucket', ref('BackupBucket'), { 'Fn::Select': [5, { 'Fn::Split': [':', ref('BucketArn')] }] }],
    });
  });

  it('may invoke the transformation, in any version, and only where there is one', () => {
    const policy = JSON.stringify(Resources['BackupStreamPolicy']?.Properties);

    expect(policy).toContain('{"Fn::If":["HasTransformation",{"Effect":"Allow","Action":["lambda:InvokeFunction"');
    expect(policy).toContain('{"Fn::Sub":"${DataTransformationFunctionArn}:*"}');
  });
});

describe('the search fork', () => {
  const { Resources } = readTemplateOf('search-analytics');
  const stream = Resources['SearchStream']?.Properties['AmazonopensearchserviceDestinationConfiguration'] as Properties;

  it('gives documents ids that stay the same when Firehose delivers again, and no type', () => {
    expect(stream['DocumentIdOptions']).toEqual({ DefaultDocumentIdFormat: 'FIREHOSE_DEFAULT' });
    expect(stream['TypeName']).toBeUndefined();
  });

  it('puts what the index refuses under a prefix that says so', () => {
    expect(stream['S3BackupMode']).toEqual(ref('S3BackupMode'));
    expect(stream['S3Configuration']).toMatchObject({
      ErrorOutputPrefix: expect.stringContaining('!{firehose:error-output-type}'),
    });
  });

  it('puts one event in a record', () => {
    expect(Resources['ForwardToFirehoseFunction']?.Properties['Environment']).toMatchObject({
      Variables: { RECORD_FORMAT: 'Document', EVENTS_PER_RECORD: '1' },
    });
  });
});
