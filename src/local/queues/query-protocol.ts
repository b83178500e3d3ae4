/**
 * The names that SQS has in the older query protocol: parameters in the singular and flattened, results likewise.
 * SQS guide, making query API requests; what has no list or map is the same in both protocols.
 */
import { isObject } from '../../domain/is-object.ts';

const LISTS: Readonly<Record<string, string>> = {
  AttributeName: 'AttributeNames',
  MessageAttributeName: 'MessageAttributeNames',
  MessageSystemAttributeName: 'MessageSystemAttributeNames',
  TagKey: 'TagKeys',
  ActionName: 'Actions',
  AWSAccountId: 'AWSAccountIds',
  SendMessageBatchRequestEntry: 'Entries',
  DeleteMessageBatchRequestEntry: 'Entries',
  ChangeMessageVisibilityBatchRequestEntry: 'Entries',
};

const MAPS: Readonly<Record<string, string>> = {
  Attribute: 'Attributes',
  MessageAttribute: 'MessageAttributes',
  MessageSystemAttribute: 'MessageSystemAttributes',
};

const RESULT_LISTS: Readonly<Record<string, string>> = {
  QueueUrls: '#QueueUrl',
  queueUrls: '#QueueUrl',
  Messages: '#Message',
  Failed: '#BatchResultErrorEntry',
  Results: '#ListMessageMoveTasksResultEntry',
};

const RESULT_MAPS: Readonly<Record<string, string>> = {
  Attributes: '#Attribute',
  MessageAttributes: '#MessageAttribute',
};

/** Turns the nested parameters of a query request into the input of the JSON protocol; `path` names the queue where no QueueUrl does. */
export function fromQueueQuery(
  action: string,
  parameters: Record<string, unknown>,
  path: string,
): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(parameters)) {
    const list = LISTS[name];
    const map = MAPS[name];
    if (list !== undefined)
      input[list] = asList(value).map((item) => (isObject(item) ? fromQueueQuery('', item, '/') : item));
    else if (map !== undefined) input[map] = namedMap(value, 'Name', 'Value');
    else if (name === 'Tag') input[action === 'CreateQueue' ? 'tags' : 'Tags'] = namedMap(value, 'Key', 'Value');
    else input[name] = value;
  }
  if (input['QueueUrl'] === undefined && path.split('/').length > 2) input['QueueUrl'] = path;
  return input;
}

/** Turns an output of the JSON protocol into what the XML of the query protocol holds (`#Name`: a flattened list). */
export function toQueueQueryResult(action: string, output: object): object {
  const result: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(output)) {
    const list = name === 'Successful' ? `#${action}ResultEntry` : RESULT_LISTS[name];
    const map = RESULT_MAPS[name];
    if (list !== undefined) {
      result[list] = asList(value).map((item) => (isObject(item) ? toQueueQueryResult(action, item) : item));
    } else if (map !== undefined) {
      result[map] = Object.entries(value ?? {}).map(([Name, Value]) => ({ Name, Value }));
    } else if (name === 'Tags') {
      result['#Tag'] = Object.entries(value ?? {}).map(([Key, Value]) => ({ Key, Value }));
    } else result[name] = value;
  }
  return result;
}

function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

function namedMap(value: unknown, nameField: string, valueField: string): Record<string, unknown> {
  const entries = asList(value).flatMap((item) => {
    if (!isObject(item)) return [];
    const name = item[nameField];
    return typeof name === 'string' ? [[name, item[valueField] ?? ''] as const] : [];
  });
  return Object.fromEntries(entries);
}
