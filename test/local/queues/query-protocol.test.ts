import { parseQueryParameters } from '../../../src/local/endpoint/query-parameters.ts';
import { xmlElement } from '../../../src/local/endpoint/xml.ts';
import { fromQueueQuery, toQueueQueryResult } from '../../../src/local/queues/index.ts';

describe('the query protocol of SQS', () => {
  const read = (action: string, query: string, path = '/') =>
    fromQueueQuery(action, parseQueryParameters(new URLSearchParams(query)), path);
  const write = (action: string, output: object) => xmlElement('R', toQueueQueryResult(action, output));

  it('gives attributes, tags and lists their names of the JSON protocol', () => {
    const query =
      'Action=CreateQueue&QueueName=orders&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=60&Attribute.2.Name=DelaySeconds&Attribute.2.Value=5&Tag.1.Key=team&Tag.1.Value=shop';

    expect(read('CreateQueue', query)).toEqual({
      QueueName: 'orders',
      Attributes: { VisibilityTimeout: '60', DelaySeconds: '5' },
      tags: { team: 'shop' },
    });
    expect(read('TagQueue', 'Tag.1.Key=a&Tag.1.Value=b')).toEqual({ Tags: { a: 'b' } });
    expect(read('ReceiveMessage', 'AttributeName.1=All&MessageAttributeName.1=a&MessageAttributeName.2=b')).toEqual({
      AttributeNames: ['All'],
      MessageAttributeNames: ['a', 'b'],
    });
  });

  it('reads batch entries with their message attributes, and a single value that is not numbered', () => {
    const query =
      'SendMessageBatchRequestEntry.1.Id=a&SendMessageBatchRequestEntry.1.MessageBody=x&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=k&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=v';

    expect(read('SendMessageBatch', query)).toEqual({
      Entries: [{ Id: 'a', MessageBody: 'x', MessageAttributes: { k: { DataType: 'String', StringValue: 'v' } } }],
    });
    expect(read('GetQueueAttributes', 'AttributeName=All')).toEqual({ AttributeNames: ['All'] });
  });

  it('takes the queue from the path when no parameter names it', () => {
    expect(read('PurgeQueue', '', '/000000000000/orders')).toEqual({ QueueUrl: '/000000000000/orders' });
    expect(read('ListQueues', '', '/')).toEqual({});
  });

  it('writes flattened lists and maps', () => {
    const message = {
      MessageId: 'm',
      Attributes: { SenderId: '0' },
      MessageAttributes: { k: { DataType: 'String', StringValue: '<v>' } },
    };

    expect(write('ReceiveMessage', { Messages: [message] })).toBe(
      '<R><Message><MessageId>m</MessageId><Attribute><Name>SenderId</Name><Value>0</Value></Attribute>' +
        '<MessageAttribute><Name>k</Name><Value><DataType>String</DataType><StringValue>&lt;v&gt;</StringValue></Value></MessageAttribute></Message></R>',
    );
    expect(write('ListQueues', { QueueUrls: ['a', 'b'] })).toBe('<R><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl></R>');
    expect(write('ListQueueTags', { Tags: { a: 'b' } })).toBe('<R><Tag><Key>a</Key><Value>b</Value></Tag></R>');
    expect(write('DeleteMessageBatch', { Successful: [{ Id: 'a' }], Failed: [{ Id: 'b', SenderFault: true }] })).toBe(
      '<R><DeleteMessageBatchResultEntry><Id>a</Id></DeleteMessageBatchResultEntry>' +
        '<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault></BatchResultErrorEntry></R>',
    );
  });

  it.each([
    ['AttributeName', 'AttributeNames'],
    ['MessageAttributeName', 'MessageAttributeNames'],
    ['MessageSystemAttributeName', 'MessageSystemAttributeNames'],
    ['TagKey', 'TagKeys'],
    ['ActionName', 'Actions'],
    ['AWSAccountId', 'AWSAccountIds'],
    ['SendMessageBatchRequestEntry', 'Entries'],
    ['DeleteMessageBatchRequestEntry', 'Entries'],
    ['ChangeMessageVisibilityBatchRequestEntry', 'Entries'],
  ])('reads the list %s as %s', (singular, plural) => {
    expect(fromQueueQuery('Any', { [singular]: ['a', 'b'] }, '/')).toEqual({ [plural]: ['a', 'b'] });
    expect(fromQueueQuery('Any', { [singular]: undefined }, '/')).toEqual({ [plural]: [] });
  });

  it.each([
    ['Attribute', 'Attributes'],
    ['MessageAttribute', 'MessageAttributes'],
    ['MessageSystemAttribute', 'MessageSystemAttributes'],
  ])('reads the map %s as %s, what has no name left out', (singular, plural) => {
    const value = [{ Name: 'a', Value: '1' }, { Name: 'b' }, { Value: '2' }, 'c'];

    expect(fromQueueQuery('Any', { [singular]: value }, '/')).toEqual({ [plural]: { a: '1', b: '' } });
  });

  it('keeps the queue that a parameter names, and takes none from a path within an entry', () => {
    expect(fromQueueQuery('Any', { QueueUrl: 'u' }, '/0/orders')).toEqual({ QueueUrl: 'u' });
    expect(fromQueueQuery('Any', { SendMessageBatchRequestEntry: [{ Id: 'a' }] }, '/0/orders')).toEqual({
      Entries: [{ Id: 'a' }],
      QueueUrl: '/0/orders',
    });
    expect(fromQueueQuery('Any', {}, '/orders')).toEqual({});
  });

  it.each([
    ['SendMessageBatch', 'SendMessageBatchResultEntry'],
    ['ChangeMessageVisibilityBatch', 'ChangeMessageVisibilityBatchResultEntry'],
  ])('names what was successful after %s', (action, name) => {
    expect(toQueueQueryResult(action, { Successful: [{ Id: 'a' }] })).toEqual({ [`#${name}`]: [{ Id: 'a' }] });
  });

  it('writes each list and map of a result under its own name, and the rest as it is', () => {
    const results = { queueUrls: ['a'], Results: [{ Status: 'RUNNING' }], NextToken: 't' };

    expect(toQueueQueryResult('Any', results)).toEqual({
      '#QueueUrl': ['a'],
      '#ListMessageMoveTasksResultEntry': [{ Status: 'RUNNING' }],
      NextToken: 't',
    });
    expect(toQueueQueryResult('Any', { Messages: undefined, Attributes: undefined, Tags: undefined })).toEqual({
      '#Message': [],
      '#Attribute': [],
      '#Tag': [],
    });
  });
});
