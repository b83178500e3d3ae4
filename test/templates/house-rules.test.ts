import {
  appNames,
  branchesOf,
  getAtt,
  grantsOf,
  listOf,
  type Properties,
  readTemplateOf,
  ref,
  resourcesOf,
  type Statement,
  statementsOf,
  type Template,
  type Value,
} from '../support/templates.ts';

/** The statements of the resource policies that name this resource in `property`. */
const policyOf = (template: Template, type: string, property: string, id: string): Statement[] =>
  resourcesOf(template, type)
    .filter(([, policy]) => listOf(policy.Properties[property]).some((item) => (item as Properties)['Ref'] === id))
    .flatMap(([, policy]) => statementsOf(policy.Properties['PolicyDocument']));

const deniesWithoutTls = (statements: Statement[]): boolean =>
  statements.some(
    (statement) =>
      statement.Effect === 'Deny' &&
      statement.Principal === '*' &&
      statement.Condition?.['Bool']?.['aws:SecureTransport'] === 'false',
  );

const readsKmsKey = { 'Fn::If': ['HasKmsKey', ref('KmsKeyArn'), ref('AWS::NoValue')] };

/** The names of the members that may be left out, or that hold a list with an item that may be. */
function namesLeftOut(value: Value | undefined, name = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => namesLeftOut(item, name));
  if (typeof value !== 'object' || value === null) return [];
  if (value['Ref'] === 'AWS::NoValue') return [name];
  return Object.entries(value).flatMap(([key, inner]) => namesLeftOut(inner, key.startsWith('Fn::') ? name : key));
}

describe.each(['shop', ...appNames] as const)('the template of %s', (name) => {
  const template = readTemplateOf(name);
  const functions = resourcesOf(template, 'AWS::Serverless::Function');
  const queues = resourcesOf(template, 'AWS::SQS::Queue');
  const isDeadLetterQueue = (id: string) => id.endsWith('DeadLetterQueue');

  it('describes and bounds every parameter', () => {
    for (const [id, parameter] of Object.entries(template.Parameters)) {
      const bounded =
        parameter.AllowedValues !== undefined ||
        (parameter.Type === 'Number'
          ? parameter.MinValue !== undefined && parameter.MaxValue !== undefined
          : parameter.AllowedPattern !== undefined);

      expect({ id, bounded, described: (parameter.Description ?? '').length > 20 }).toEqual({
        id,
        bounded: true,
        described: true,
      });
    }
  });

  it('has defaults inside its own bounds', () => {
    for (const [id, { Default, AllowedValues, AllowedPattern, MinValue, MaxValue }] of Object.entries(
      template.Parameters,
    )) {
      if (Default === undefined) continue;

      expect({ id, allowed: AllowedValues?.includes(Default) ?? true }).toEqual({ id, allowed: true });
      expect({ id, fits: new RegExp(AllowedPattern ?? '').test(String(Default)) }).toEqual({ id, fits: true });
      expect(Number(Default) < (MinValue ?? Number.NEGATIVE_INFINITY)).toBe(false);
      expect(Number(Default) > (MaxValue ?? Number.POSITIVE_INFINITY)).toBe(false);
    }
  });

  it('describes every output', () => {
    for (const [id, output] of Object.entries(template.Outputs)) {
      expect({ id, described: (output.Description ?? '').length > 15 }).toEqual({ id, described: true });
    }
  });

  it('uses every parameter and every condition', () => {
    const { Parameters, Conditions, Metadata, ...rest } = template;
    const text = JSON.stringify(rest);
    const withConditions = text + JSON.stringify(Conditions);

    for (const id of Object.keys(Parameters)) {
      expect(withConditions).toMatch(new RegExp(`"Ref":"${id}"|\\$\\{${id}\\}`));
    }
    for (const id of Object.keys(Conditions)) {
      expect(withConditions).toMatch(new RegExp(`"Fn::If":\\["${id}"|"Condition":"${id}"`));
    }
    const grouped = listOf(Metadata['AWS::CloudFormation::Interface']?.['ParameterGroups']).flatMap(
      (group) => (group as { Parameters: string[] }).Parameters,
    );
    expect(grouped.sort()).toEqual(Object.keys(Parameters).sort());
  });

  it('grants no wildcard action, and a wildcard resource to X-Ray only', () => {
    for (const [id, statement] of grantsOf(template)) {
      const actions = listOf(statement.Action);
      const wild = listOf(statement.Resource).includes('*');
      const tracing = actions.every((action) => String(action).startsWith('xray:Put'));

      expect({ id, actions: actions.filter((action) => String(action).includes('*')) }).toEqual({ id, actions: [] });
      expect({ id, actions, allowed: !wild || tracing }).toEqual({ id, actions, allowed: true });
      expect(statement.Effect).toBe('Allow');
    }
  });

  it('opens nothing to everyone', () => {
    const documents = Object.values(template.Resources)
      .filter((resource) => resource.Type !== 'AWS::KMS::Key')
      .flatMap(({ Properties }) =>
        ['PolicyDocument', 'AccessPolicies', 'AssumeRolePolicyDocument'].flatMap((key) =>
          statementsOf(Properties[key]),
        ),
      );

    for (const statement of documents.filter(({ Effect }) => Effect === 'Allow')) {
      expect(statement.Principal).not.toBe('*');
      expect(listOf(statement.Action).filter((action) => String(action).includes('*'))).toEqual([]);
      expect(listOf(statement.Resource)).not.toContain('*');
    }
  });

  it('gives no role a managed policy and every function a role of its own', () => {
    for (const [id, role] of resourcesOf(template, 'AWS::IAM::Role')) {
      expect({ id, managed: role.Properties['ManagedPolicyArns'] }).toEqual({ id, managed: undefined });
    }
    expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
    for (const [id, { Properties }] of functions) {
      expect(Properties['Role']).toEqual(getAtt(`${id}Role`, 'Arn'));
      expect(Properties['Policies']).toBeUndefined();
      expect(template.Resources[`${id}Role`]?.Type).toBe('AWS::IAM::Role');
    }
  });

  it('gives every function a log group that forgets, an X-Ray trace and Node 24 on arm64', () => {
    const globals = template.Globals.Function;

    expect(globals).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Tracing: 'Active' });
    for (const [id, { Properties }] of functions) {
      expect(Properties['LoggingConfig']).toEqual({ LogGroup: ref(`${id}LogGroup`) });
      expect(template.Resources[`${id}LogGroup`]).toMatchObject({
        Type: 'AWS::Logs::LogGroup',
        Properties: { RetentionInDays: ref('LogRetentionInDays') },
      });
      expect(grantsOf(template)).toContainEqual([
        `${id}Role`,
        { Effect: 'Allow', Action: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], Resource: '*' },
      ]);
    }
    for (const [, group] of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(group.Properties['RetentionInDays']).toEqual(ref('LogRetentionInDays'));
    }
  });

  it('encrypts every queue, takes TLS only, and restricts who may send', () => {
    for (const [id, { Properties }] of queues) {
      const statements = policyOf(template, 'AWS::SQS::QueuePolicy', 'Queues', id);
      const byKey = JSON.stringify(Properties['KmsMasterKeyId']) === JSON.stringify(readsKmsKey);
      const bySqs = JSON.stringify(Properties['SqsManagedSseEnabled']);

      expect({
        id,
        encrypted: byKey ? bySqs === '{"Fn::If":["HasKmsKey",{"Ref":"AWS::NoValue"},true]}' : bySqs === 'true',
      }).toEqual({
        id,
        encrypted: true,
      });
      expect({ id, tls: deniesWithoutTls(statements) }).toEqual({ id, tls: true });
      for (const statement of statements.filter(({ Effect }) => Effect === 'Allow')) {
        expect(statement).toEqual({
          Sid: expect.any(String),
          Effect: 'Allow',
          Principal: { Service: 'sns.amazonaws.com' },
          Action: 'sqs:SendMessage',
          Resource: getAtt(id, 'Arn'),
          Condition: { ArnEquals: { 'aws:SourceArn': ref('TopicArn') } },
        });
      }
    }
  });

  it('redrives every queue that is not a dead-letter queue, and keeps dead letters for 14 days', () => {
    for (const [id, { Properties }] of queues) {
      if (isDeadLetterQueue(id)) {
        expect(Properties['RedrivePolicy']).toBeUndefined();
        expect(Properties['MessageRetentionPeriod']).toBe(1_209_600);
      } else {
        expect(Properties['RedrivePolicy']).toEqual({
          deadLetterTargetArn: getAtt(id.replace('Queue', 'DeadLetterQueue'), 'Arn'),
          maxReceiveCount: ref('MaxReceiveCount'),
        });
      }
    }
  });

  it('hides a message for six times the timeout of its function and five minutes more', () => {
    for (const [, { Properties }] of functions) {
      const timeout = Number(Properties['Timeout'] ?? template.Globals.Function['Timeout']);

      for (const event of Object.values((Properties['Events'] ?? {}) as Record<string, Properties>)) {
        const mapping = event['Properties'] as Properties;
        const [queue] = (mapping['Queue'] as { 'Fn::GetAtt': [string, string] })['Fn::GetAtt'];

        expect(template.Resources[queue]?.Properties['VisibilityTimeout']).toBe(6 * timeout + 300);
        expect(mapping).toMatchObject({
          BatchSize: ref('BatchSize'),
          MaximumBatchingWindowInSeconds: ref('MaximumBatchingWindowInSeconds'),
          FunctionResponseTypes: ['ReportBatchItemFailures'],
          ScalingConfig: {
            'Fn::If': ['HasConcurrencyLimit', { MaximumConcurrency: ref('MaximumConcurrency') }, ref('AWS::NoValue')],
          },
        });
      }
    }
  });

  it('keeps every bucket private, encrypted, versioned, behind TLS and beyond the stack', () => {
    for (const [id, bucket] of resourcesOf(template, 'AWS::S3::Bucket')) {
      expect(bucket).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(bucket.Properties).toMatchObject({
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
        VersioningConfiguration: { Status: 'Enabled' },
      });
      expect(JSON.stringify(bucket.Properties['BucketEncryption'])).toContain(
        '"SSEAlgorithm":{"Fn::If":["HasKmsKey","aws:kms","AES256"]}',
      );
      expect({ id, tls: deniesWithoutTls(policyOf(template, 'AWS::S3::BucketPolicy', 'Bucket', id)) }).toEqual({
        id,
        tls: true,
      });
    }
  });

  it('writes streams only with a role that is complete and cannot be borrowed', () => {
    for (const [id, stream] of resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream')) {
      const role = template.Resources[`${id}Role`];

      expect(stream.DependsOn).toBe(`${id}Policy`);
      expect(template.Resources[`${id}Policy`]?.Properties['Roles']).toEqual([ref(`${id}Role`)]);
      expect(statementsOf(role?.Properties['AssumeRolePolicyDocument'])).toEqual([
        expect.objectContaining({ Condition: { StringEquals: { 'sts:ExternalId': ref('AWS::AccountId') } } }),
      ]);
      expect(branchesOf(stream.Properties['DeliveryStreamEncryptionConfigurationInput'])).toEqual([
        { KeyType: 'CUSTOMER_MANAGED_CMK', KeyARN: ref('KmsKeyArn') },
        { KeyType: 'AWS_OWNED_CMK' },
      ]);
      expect(JSON.stringify(stream.Properties)).toContain('{"ParameterName":"BufferSizeInMBs","ParameterValue":"3"}');
    }
  });

  /**
   * An update of a stream keeps what it is not told (Firehose API reference, UpdateDestination), so that a stream whose
   * template leaves out its key or its function goes on with it, while its role has lost the grant.
   */
  it('leaves out of an update only what the service then resets, and of a stream nothing', () => {
    const reset = ['FilterPolicy', 'ScalingConfig', 'SqsManagedSseEnabled', 'KmsMasterKeyId', 'KMSMasterKeyID'];
    const others = ['BucketKeyEnabled', 'AlarmActions', 'AuthorizerId', 'Statement', 'Rules'];
    const leftOut = Object.values(template.Resources).flatMap(({ Properties }) => namesLeftOut(Properties));

    expect(leftOut.filter((name) => ![...reset, ...others].includes(name))).toEqual([]);
    for (const [, { Properties }] of resourcesOf(template, 'AWS::KinesisFirehose::DeliveryStream')) {
      expect(namesLeftOut(Properties)).toEqual([]);
    }
  });

  it('alarms into the topic it is given, and not about missing data', () => {
    for (const [id, { Properties }] of resourcesOf(template, 'AWS::CloudWatch::Alarm')) {
      expect(Properties).toMatchObject({
        AlarmDescription: expect.stringMatching(/\S/),
        // The alarm that pauses the backup stays as it is while nothing is put.
        TreatMissingData: id === 'BackupDeliveryAlarm' ? 'ignore' : 'notBreaching',
        AlarmActions: { 'Fn::If': ['HasAlarmTopic', [ref('AlarmTopicArn')], ref('AWS::NoValue')] },
      });
    }
    for (const [id] of functions) expect(template.Resources).toHaveProperty(`${id}ErrorAlarm`);
  });
});

describe.each(appNames)('the fork of %s', (name) => {
  const template = readTemplateOf(name);
  const [[, subscription] = []] = resourcesOf(template, 'AWS::SNS::Subscription');
  const metrics = resourcesOf(template, 'AWS::CloudWatch::Alarm').flatMap(([, { Properties }]) =>
    [Properties, ...((Properties['Metrics'] ?? []) as Properties[])].flatMap((each) => {
      const reckonedWith = each['MetricStat'] as { Metric: Properties } | undefined;
      return [each['MetricName'], reckonedWith?.Metric['MetricName']].filter((name) => name !== undefined);
    }),
  );

  it('subscribes once its queues can be written to and its function reads them, and loses nothing on the way', () => {
    const queue = resourcesOf(template, 'AWS::SQS::Queue').map(([id]) => id);

    expect(subscription?.DependsOn).toEqual([
      expect.stringMatching(/QueuePolicy$/),
      'SubscriptionDeadLetterQueuePolicy',
      expect.stringMatching(/Function$/),
      expect.stringMatching(/Function\w+Queue$/),
    ]);
    expect(subscription?.Properties).toMatchObject({
      Protocol: 'sqs',
      RawMessageDelivery: name === 'search-analytics',
      FilterPolicyScope: ref('SubscriptionFilterPolicyScope'),
      FilterPolicy: { 'Fn::If': ['HasFilterPolicy', ref('SubscriptionFilterPolicy'), ref('AWS::NoValue')] },
      RedrivePolicy: { deadLetterTargetArn: getAtt('SubscriptionDeadLetterQueue', 'Arn') },
    });
    expect(queue).toHaveLength(3);
  });

  it('encrypts its subscription dead letters by SQS whatever the key', () => {
    expect(template.Resources['SubscriptionDeadLetterQueue']?.Properties).toEqual({
      MessageRetentionPeriod: 1_209_600,
      SqsManagedSseEnabled: true,
    });
  });

  it('is watched where it can fail', () => {
    const delivery: Record<string, string[]> = {
      'storage-backup': ['DeliveryToS3.Success', 'DeliveryToS3.DataFreshness'],
      'search-analytics': [
        'DeliveryToAmazonOpenSearchService.Success',
        'DeliveryToAmazonOpenSearchService.DataFreshness',
      ],
    };
    const age = name === 'replay' ? [] : ['ApproximateAgeOfOldestMessage'];

    expect(metrics).toEqual(
      expect.arrayContaining([
        'Errors',
        'NumberOfNotificationsFailedToRedriveToDlq',
        ...age,
        ...(delivery[name] ?? []),
      ]),
    );
    expect(metrics.filter((metric) => metric === 'ApproximateNumberOfMessagesVisible')).toHaveLength(2);
    if (name === 'replay') expect(metrics).not.toContain('ApproximateAgeOfOldestMessage');
  });

  it('has the alarm on its topic unless that is switched off', () => {
    const [[, alarm] = [], ...more] = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
      ([, { Properties }]) => Properties['Namespace'] === 'AWS/SNS',
    );

    expect(template.Conditions['HasTopicAlarm']).toEqual({ 'Fn::Equals': [ref('TopicAlarm'), 'Enabled'] });
    expect(alarm?.Condition).toBe('HasTopicAlarm');
    expect(more).toEqual([]);
  });

  it('switches the key to every queue of its own, and lets the function read and write through it', () => {
    const grants = grantsOf(template).filter(
      ([id, { Resource }]) =>
        id.endsWith('FunctionRole') && JSON.stringify(Resource) === JSON.stringify(ref('KmsKeyArn')),
    );

    expect(grants).toEqual([
      [
        expect.any(String),
        expect.objectContaining({
          Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
          Condition: { StringEquals: { 'kms:ViaService': expect.objectContaining({ 'Fn::Sub': expect.anything() }) } },
        }),
      ],
    ]);
  });
});

describe('what outlives the stack', () => {
  it.each([
    ['shop', 'BackupKey'],
    ['checkout', 'OrdersTable'],
    ['storage-backup', 'BackupBucket'],
    ['storage-backup', 'BackupBucketPolicy'],
    ['search-analytics', 'AnalyticsDeadLetterBucket'],
  ] as const)('in %s: %s', (name, id) => {
    expect(readTemplateOf(name).Resources[id]).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
    });
  });

  it('can be restored to a point in time, where it is the orders table', () => {
    expect(readTemplateOf('checkout').Resources['OrdersTable']?.Properties).toMatchObject({
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      KeySchema: [
        { AttributeName: 'CustomerId', KeyType: 'HASH' },
        { AttributeName: 'DateOrderId', KeyType: 'RANGE' },
      ],
    });
  });
});

describe('the shop', () => {
  const { Resources } = readTemplateOf('shop');

  it('encrypts its topic and takes TLS only', () => {
    const statements = statementsOf(Resources['CheckoutTopicPolicy']?.Properties['PolicyDocument']);

    expect(Resources['CheckoutTopic']?.Properties).toHaveProperty('KmsMasterKeyId');
    expect(deniesWithoutTls(statements)).toBe(true);
  });

  it('lets SNS use the backup key for its own topic only', () => {
    const statements = statementsOf(Resources['BackupKey']?.Properties['KeyPolicy']);

    expect(statements).toContainEqual(
      expect.objectContaining({
        Principal: { Service: 'sns.amazonaws.com' },
        Action: ['kms:GenerateDataKey*', 'kms:Decrypt'],
        Condition: { ArnEquals: { 'aws:SourceArn': ref('CheckoutTopic') } },
      }),
    );
  });

  it('has one alarm on its topic, and none of the forks it nests', () => {
    const onTopic = Object.entries(Resources).filter(
      ([, { Properties }]) => Properties?.['MetricName'] === 'NumberOfNotificationsFailedToRedriveToDlq',
    );
    const forks = resourcesOf(readTemplateOf('shop'), 'AWS::Serverless::Application');

    expect(onTopic).toEqual([
      [
        'CheckoutTopicRedriveFailureAlarm',
        expect.objectContaining({
          Properties: expect.objectContaining({
            Dimensions: [{ Name: 'TopicName', Value: getAtt('CheckoutTopic', 'TopicName') }],
          }),
        }),
      ],
    ]);
    expect(forks.map(([, { Properties }]) => (Properties['Parameters'] as Properties)['TopicAlarm'])).toEqual(
      forks.map(() => 'Disabled'),
    );
  });

  it('throttles its API and logs every request', () => {
    expect(Resources['CheckoutApiStage']?.Properties).toMatchObject({
      DefaultRouteSettings: {
        ThrottlingRateLimit: ref('ApiThrottlingRateLimit'),
        ThrottlingBurstLimit: ref('ApiThrottlingBurstLimit'),
      },
      AccessLogSettings: { DestinationArn: getAtt('CheckoutApiLogGroup', 'Arn') },
    });
  });

  it('encrypts its search domain at rest, between nodes and on the way, for its own account', () => {
    expect(Resources['SearchDomain']).toMatchObject({
      Condition: 'CreatesSearchDomain',
      Properties: {
        DomainEndpointOptions: { EnforceHTTPS: true, TLSSecurityPolicy: expect.stringContaining('TLS-1-2') },
        EncryptionAtRestOptions: { Enabled: true },
        NodeToNodeEncryptionOptions: { Enabled: true },
        AdvancedSecurityOptions: { Enabled: false },
        AdvancedOptions: { 'rest.action.multi.allow_explicit_index': 'true' },
      },
    });
  });

  it('needs an issuer and an audience with JWT, and a domain whole or not at all', () => {
    const { Rules } = readTemplateOf('shop');

    expect(Rules['JwtNeedsIssuerAndAudience']).toMatchObject({
      RuleCondition: { 'Fn::Equals': [ref('ApiAuthorization'), 'JWT'] },
      Assertions: [
        { Assert: { 'Fn::Not': [{ 'Fn::Equals': [ref('JwtIssuer'), ''] }] } },
        { Assert: { 'Fn::Not': [{ 'Fn::Equals': [ref('JwtAudience'), ''] }] } },
      ],
    });
    expect(JSON.stringify(Rules['SearchDomainNeedsArnAndEndpoint'])).toContain('SearchDomainEndpoint');
  });
});
