/** Where a resource is; most have both, a bucket's ARN neither. */
export interface ArnPlace {
  readonly region: string;
  readonly accountId: string;
}

/** An ARN's parts; a part that the text does not have is empty. */
export interface Arn extends ArnPlace {
  readonly partition: string;
  readonly service: string;
  /** Everything behind the fifth colon. */
  readonly resource: string;
}

/** The ARN of a resource in the partition `aws` (IAM guide, Amazon Resource Names). */
export function arnOf({ region, accountId }: ArnPlace, service: string, resource: string): string {
  return `arn:aws:${service}:${region}:${accountId}:${resource}`;
}

/** Takes an ARN apart. */
export function parseArn(arn: string): Arn {
  const [, partition = '', service = '', region = '', accountId = '', ...resource] = arn.split(':');
  return { partition, service, region, accountId, resource: resource.join(':') };
}

/** True for the ARN of a queue, standard or FIFO (SQS API, CreateQueue: 80 characters at most). */
export function isQueueArn(text: string): boolean {
  return QUEUE_ARN.test(text);
}

/** The name that an ARN ends with, of a queue, a topic, a bucket, a function, a stream or a domain; a name is its own. */
export function nameOfArn(arn: string): string {
  return /[^:/]*$/.exec(arn)?.[0] ?? arn;
}

const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:(?:[A-Za-z0-9_-]{1,80}|[A-Za-z0-9_-]{1,75}\.fifo)$/;
