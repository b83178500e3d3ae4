/** Topics and queues alone, on a clock that stands still, with their operations typed as the SDK types them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as Sns from '@aws-sdk/client-sns';
import type * as Sqs from '@aws-sdk/client-sqs';
import { createManualClock } from '../../src/local/clock.ts';
import type { LocalContext } from '../../src/local/context.ts';
import { openDatabase } from '../../src/local/database.ts';
import type { Operations, ServiceRequest } from '../../src/local/endpoint/service.ts';
import { createFaults } from '../../src/local/faults/index.ts';
import { createQueues } from '../../src/local/queues/index.ts';
import { createTopics } from '../../src/local/topics/index.ts';

interface SqsOutputs {
  CreateQueue: Sqs.CreateQueueResult;
  DeleteQueue: object;
  GetQueueUrl: Sqs.GetQueueUrlResult;
  ListQueues: Sqs.ListQueuesResult;
  GetQueueAttributes: Sqs.GetQueueAttributesResult;
  SetQueueAttributes: object;
  PurgeQueue: object;
  TagQueue: object;
  UntagQueue: object;
  ListQueueTags: Sqs.ListQueueTagsResult;
  ListDeadLetterSourceQueues: Sqs.ListDeadLetterSourceQueuesResult;
  AddPermission: object;
  RemovePermission: object;
  SendMessage: Sqs.SendMessageResult;
  SendMessageBatch: Sqs.SendMessageBatchResult;
  ReceiveMessage: Sqs.ReceiveMessageResult;
  DeleteMessage: object;
  DeleteMessageBatch: Sqs.DeleteMessageBatchResult;
  ChangeMessageVisibility: object;
  ChangeMessageVisibilityBatch: Sqs.ChangeMessageVisibilityBatchResult;
  StartMessageMoveTask: Sqs.StartMessageMoveTaskResult;
  ListMessageMoveTasks: Sqs.ListMessageMoveTasksResult;
  CancelMessageMoveTask: Sqs.CancelMessageMoveTaskResult;
}

interface SnsOutputs {
  CreateTopic: Sns.CreateTopicResponse;
  DeleteTopic: object;
  ListTopics: Sns.ListTopicsResponse;
  GetTopicAttributes: Sns.GetTopicAttributesResponse;
  SetTopicAttributes: object;
  AddPermission: object;
  RemovePermission: object;
  TagResource: object;
  UntagResource: object;
  ListTagsForResource: Sns.ListTagsForResourceResponse;
  Subscribe: Sns.SubscribeResponse;
  Unsubscribe: object;
  ConfirmSubscription: object;
  ListSubscriptions: Sns.ListSubscriptionsResponse;
  ListSubscriptionsByTopic: Sns.ListSubscriptionsByTopicResponse;
  GetSubscriptionAttributes: Sns.GetSubscriptionAttributesResponse;
  SetSubscriptionAttributes: object;
  Publish: Sns.PublishResponse;
  PublishBatch: Sns.PublishBatchResponse;
}

export type Input = Record<string, unknown>;

/** Engines over one folder; with the folder of earlier ones they go on where those were. The caller closes them. */
export function openMessaging(folder = mkdtempSync(join(tmpdir(), 'forks-messaging-')), clock = createManualClock()) {
  const database = openDatabase(folder);
  const faults = createFaults(clock);
  const warnings: string[] = [];
  const context: LocalContext = {
    clock,
    database,
    folder,
    accountId: '000000000000',
    region: 'us-east-1',
    faults,
    endpointUrl: () => 'http://127.0.0.1:4566',
    warn: (line) => warnings.push(line),
  };
  const queues = createQueues(context);
  const topics = createTopics(context, { queues });
  const stop = () => {
    topics.close();
    queues.close();
    database.close();
  };
  const sqs = async <Name extends keyof SqsOutputs>(
    name: Name,
    input: Input,
    request: Partial<ServiceRequest> = {},
  ): Promise<SqsOutputs[Name]> => (await perform(queues.operations, name, input, request)) as SqsOutputs[Name];
  const sns = async <Name extends keyof SnsOutputs>(
    name: Name,
    input: Input,
    request: Partial<ServiceRequest> = {},
  ): Promise<SnsOutputs[Name]> => (await perform(topics.operations, name, input, request)) as SnsOutputs[Name];
  return {
    clock,
    faults,
    warnings,
    context,
    queues,
    topics,
    sqs,
    sns,
    /** A queue with these attributes; returns its URL. */
    queue: async (name: string, Attributes: Record<string, string> = {}): Promise<string> =>
      (await sqs('CreateQueue', { QueueName: name, Attributes })).QueueUrl ?? '',
    /** The bodies of all messages that are visible now, each taken and deleted. */
    drain: (name: string): string[] => {
      const arn = queues.arnOf(name);
      const messages = queues.receive(arn, 1000);
      queues.remove(
        arn,
        messages.map(({ receiptHandle }) => receiptHandle),
      );
      return messages.map(({ body }) => body);
    },
    /** Moves the clock and lets everything that became due happen. */
    pass: async (seconds: number): Promise<void> => {
      clock.advance(seconds * 1000);
      await turns();
    },
    /** Ends the engines as a crash would, and starts others over the same folder. */
    reopen: () => {
      stop();
      return openMessaging(folder, clock);
    },
    close: () => {
      stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Messaging = ReturnType<typeof openMessaging>;

/** Lets timers that are due, and what they set off, run. */
export async function turns(count = 5): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise<void>((resolve) => setImmediate(resolve));
}

async function perform(operations: Operations, name: string, input: Input, request: Partial<ServiceRequest>) {
  const operation = operations[name];
  if (!operation) throw new Error(`there is no operation ${name}`);
  return operation(input, {
    method: 'POST',
    path: '/',
    query: new URLSearchParams(),
    headers: {},
    body: Buffer.alloc(0),
    requestId: 'request-1',
    ...request,
  });
}
