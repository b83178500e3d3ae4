import { type Messaging, openMessaging } from '../../support/messaging.ts';

describe('permissions on a queue', () => {
  let stack: Messaging;
  let QueueUrl: string;
  beforeEach(async () => {
    stack = openMessaging();
    QueueUrl = await stack.queue('orders');
  });
  afterEach(() => stack.close());
  const add = (Label: string, AWSAccountIds = ['111111111111'], Actions = ['SendMessage']) =>
    stack.sqs('AddPermission', { QueueUrl, Label, AWSAccountIds, Actions });
  const policy = async () => {
    const { Attributes } = await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['Policy'] });
    return Attributes?.['Policy'] === undefined ? undefined : JSON.parse(Attributes['Policy']);
  };
  const statement = (Sid: string, AWS: unknown, Action: unknown) => ({
    Sid,
    Effect: 'Allow',
    Principal: { AWS },
    Action,
    Resource: 'arn:aws:sqs:us-east-1:000000000000:orders',
  });

  it('are statements of its policy, one for each label', async () => {
    await expect(add('one')).resolves.toEqual({});
    await add('many', ['111111111111', '222222222222'], ['SendMessage', 'ReceiveMessage']);

    expect(await policy()).toEqual({
      Version: '2008-10-17',
      Id: 'arn:aws:sqs:us-east-1:000000000000:orders/many',
      Statement: [
        statement('one', 'arn:aws:iam::111111111111:root', 'SQS:SendMessage'),
        statement(
          'many',
          ['arn:aws:iam::111111111111:root', 'arn:aws:iam::222222222222:root'],
          ['SQS:SendMessage', 'SQS:ReceiveMessage'],
        ),
      ],
    });
  });

  it('stand beside the statements that were there, a single one too, and come back after a restart', async () => {
    await stack.sqs('SetQueueAttributes', { QueueUrl, Attributes: { Policy: '{"Statement":{"Sid":"mine"}}' } });

    await add('one');
    stack = stack.reopen();

    expect((await policy()).Statement).toEqual([
      { Sid: 'mine' },
      statement('one', 'arn:aws:iam::111111111111:root', 'SQS:SendMessage'),
    ]);
  });

  it('are taken away one by one, the policy with the last', async () => {
    await add('one');
    await add('two');

    await expect(stack.sqs('RemovePermission', { QueueUrl, Label: 'one' })).resolves.toEqual({});
    expect((await policy()).Statement).toMatchObject([{ Sid: 'two' }]);
    await stack.sqs('RemovePermission', { QueueUrl, Label: 'two' });

    expect(await policy()).toBeUndefined();
    const { Attributes } = await stack.sqs('GetQueueAttributes', { QueueUrl, AttributeNames: ['All'] });
    expect(Attributes).toMatchObject({ VisibilityTimeout: '30' });
  });

  it('are refused under a label that is there, or none, and not found under another', async () => {
    await add('one');
    const refused = { code: 'InvalidParameterValueException', queryCode: 'InvalidParameterValue' };

    await expect(add('one')).rejects.toMatchObject({
      ...refused,
      message: 'Value one for parameter Label is invalid. Reason: Already exists.',
    });
    await expect(stack.sqs('RemovePermission', { QueueUrl, Label: 'two' })).rejects.toMatchObject({
      ...refused,
      message: "Value two for parameter Label is invalid. Reason: can't find label.",
    });
    await expect(add('')).rejects.toThrow('The request must contain the parameter Label.');
    await expect(stack.sqs('RemovePermission', { QueueUrl })).rejects.toThrow(
      'The request must contain the parameter Label.',
    );
    expect((await policy()).Statement).toHaveLength(1);
  });
});
