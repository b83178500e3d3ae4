import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { deleteMessages } from '../../aws/batch/delete-messages.ts';
import { receiveMessages } from '../../aws/receive-messages.ts';
import { sendMessages } from '../../aws/send-messages.ts';
import { showMessages } from '../../aws/show-messages.ts';
import { bufferedEvent } from '../../domain/archive/buffered-event.ts';
import { withoutFailure } from '../../domain/failure-attributes.ts';
import { mapValues } from '../../domain/map-values.ts';
import { messageBytes } from '../../domain/message-bytes.ts';
import { sendUntilThrough } from '../replay/archive/send-events.ts';
import type { BufferedMessage, DrainWork } from './drain-buffer.ts';

/**
 * Longer than an event takes from the backup's queue to the archive: what a run sent and did not come to delete, because it
 * was killed, is seen again when it is archived.
 */
const HOLD_SECONDS = 3600;

/** A buffer to be emptied into a backup's queue, `most` messages at a time. */
export function openBufferQueue(
  client: SQSClient,
  {
    bufferUrl,
    backupUrl,
    topicArn,
    most,
    wait,
  }: { bufferUrl: string; backupUrl: string; topicArn: string; most: number; wait: (ms: number) => Promise<void> },
): Pick<DrainWork, 'receive' | 'send' | 'remove' | 'show'> {
  return {
    async receive() {
      const options = { most, holdSeconds: HOLD_SECONDS, waitSeconds: 0 };
      return (await receiveMessages(client, bufferUrl, options)).map((message) => bufferedMessage(message, topicArn));
    },
    async send(events) {
      const refused = await sendUntilThrough(
        (entries) => sendMessages({ send: (command) => client.send(command), queueUrl: backupUrl, entries }),
        events.map(({ messageId, notification, traceHeader }) => ({
          messageId,
          body: notification,
          attributes: {},
          bytes: messageBytes(notification),
          groupId: undefined,
          deduplicationId: undefined,
          traceHeader,
        })),
        wait,
      );
      const reasons = new Map(refused.map(({ messageId, reason }) => [messageId, reason]));
      return new Map(
        events.flatMap((event) => {
          const reason = reasons.get(event.messageId);
          return reason === undefined ? [] : [[event, reason] as const];
        }),
      );
    },
    remove: (messages) =>
      deleteMessages({
        send: (command) => client.send(command),
        queueUrl: bufferUrl,
        receiptHandles: messages.map(({ receiptHandle }) => receiptHandle),
      }),
    show: (messages) =>
      showMessages(
        client,
        bufferUrl,
        messages.map(({ receiptHandle }) => ({ ReceiptHandle: receiptHandle })),
      ),
  };
}

function bufferedMessage(
  {
    MessageId: messageId = '',
    ReceiptHandle: receiptHandle = '',
    Body: body = '',
    Attributes = {},
    MessageAttributes = {},
  }: Message,
  topicArn: string,
): BufferedMessage {
  const message = {
    messageId,
    receiptHandle,
    body,
    attributes: { ...Attributes },
    messageAttributes: mapValues(
      withoutFailure(MessageAttributes),
      ({ DataType = 'String', StringValue, BinaryValue }) => ({
        dataType: DataType,
        stringValue: StringValue,
        binaryValue: BinaryValue && Buffer.from(BinaryValue).toString('base64'),
      }),
    ),
    eventSourceARN: '',
  };
  const { AWSTraceHeader: traceHeader } = Attributes;
  return { ...bufferedEvent(message, topicArn), messageId, receiptHandle, traceHeader };
}
