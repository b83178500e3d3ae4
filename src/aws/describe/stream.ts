import {
  type DeliveryStreamDescription,
  DescribeDeliveryStreamCommand,
  type DestinationDescription,
  type FirehoseClient,
} from '@aws-sdk/client-firehose';

/** Describes a delivery stream and its one destination; both are empty where Firehose tells nothing. */
export async function describeStream(
  client: FirehoseClient,
  streamName: string,
): Promise<{ stream: Partial<DeliveryStreamDescription>; destination: Partial<DestinationDescription> }> {
  const answer = await client.send(new DescribeDeliveryStreamCommand({ DeliveryStreamName: streamName }));
  const stream: Partial<DeliveryStreamDescription> = answer.DeliveryStreamDescription ?? {};
  return { stream, destination: stream.Destinations?.[0] ?? {} };
}
