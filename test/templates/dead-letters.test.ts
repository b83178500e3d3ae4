import { appNames, getAtt, grantsOf, readTemplateOf, ref, resourcesOf } from '../support/templates.ts';

/** A number as an environment variable spells it, an intrinsic as JSON. */
const textOf = (value: unknown) => (typeof value === 'object' ? JSON.stringify(value) : String(value));

describe.each(appNames)('the dead-letter queue of %s', (name) => {
  const template = readTemplateOf(name);

  it('lets the function send what can never succeed to the dead-letter queue, and put off what can', () => {
    const [id = ''] = resourcesOf(template, 'AWS::SQS::Queue')
      .filter(([, { Properties }]) => Properties['RedrivePolicy'] !== undefined)
      .map(([name]) => name);
    const deadLetters = id.replace(/Queue$/, 'DeadLetterQueue');
    const [[, settings] = []] = resourcesOf(template, 'AWS::Serverless::Function');

    expect(grantsOf(template)).toEqual(
      expect.arrayContaining([
        [expect.any(String), { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: getAtt(deadLetters, 'Arn') }],
        [
          expect.any(String),
          {
            Effect: 'Allow',
            Action: [
              'sqs:ReceiveMessage',
              'sqs:DeleteMessage',
              'sqs:GetQueueAttributes',
              'sqs:ChangeMessageVisibility',
            ],
            Resource: getAtt(id, 'Arn'),
          },
        ],
      ]),
    );
    expect(settings?.Properties['Environment']).toMatchObject({
      Variables: {
        QUEUE_URL: ref(id),
        DEAD_LETTER_QUEUE_URL: ref(deadLetters),
        MAX_RECEIVE_COUNT: ref('MaxReceiveCount'),
      },
    });
    const { Variables } = Object(settings?.Properties['Environment']);
    expect(textOf(Variables.MESSAGE_RETENTION_PERIOD)).toBe(
      textOf(template.Resources[id]?.Properties['MessageRetentionPeriod']),
    );
  });

  it('tells of a publisher that goes on sending what can never succeed, by its rate', () => {
    expect(
      resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(
        ([, alarm]) => alarm.Properties['MetricName'] === 'NumberOfMessagesSent',
      ),
    ).toEqual([
      [
        expect.stringMatching(/PoisonAlarm$/),
        expect.objectContaining({
          Properties: expect.objectContaining({
            Dimensions: [
              { Name: 'QueueName', Value: getAtt(expect.stringMatching(/[a-z]DeadLetterQueue$/), 'QueueName') },
            ],
            Statistic: 'Sum',
            Period: 300,
            Threshold: 10,
          }),
        }),
      ],
    ]);
  });
});
