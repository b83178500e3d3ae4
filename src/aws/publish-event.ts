import { type MessageAttributeValue, PublishCommand, type PublishCommandOutput } from '@aws-sdk/client-sns';

/** The send function of an SNS client, as far as it is used here. */
export type SendPublish = (command: PublishCommand) => Promise<Pick<PublishCommandOutput, 'MessageId'>>;

/** Publishes an event to a topic and returns the message id that SNS gave it. */
export async function publishEvent({
  send,
  topicArn,
  body,
  attributes,
}: {
  send: SendPublish;
  topicArn: string;
  body: string;
  attributes: Record<string, MessageAttributeValue>;
}): Promise<string> {
  const { MessageId } = await send(
    new PublishCommand({ TopicArn: topicArn, Message: body, MessageAttributes: attributes }),
  );
  if (MessageId === undefined) throw new Error(`SNS answered without a message id for ${topicArn}.`);
  return MessageId;
}
