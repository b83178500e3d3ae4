/** Templates deployed into the real engines of a folder, without a port of the AWS endpoint. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createManualClock } from '../../src/local/clock.ts';
import type { LocalContext } from '../../src/local/context.ts';
import { openDatabase } from '../../src/local/database.ts';
import { cloudFormationOperations, type Deployed, deployTemplate } from '../../src/local/deployment/index.ts';
import type { Engines } from '../../src/local/resources/engines.ts';
import { createServices } from '../../src/local/services.ts';
import { noFaults } from './no-faults.ts';

type Input = Record<string, unknown>;

/** Engines over one folder; with the folder of earlier ones they go on where those were. The caller closes them. */
export async function openDeployments({
  folder = mkdtempSync(join(tmpdir(), 'forks-deployment-')),
  port = 4566,
  tables = false,
}: {
  folder?: string;
  port?: number;
  tables?: boolean;
} = {}) {
  const clock = createManualClock();
  const database = openDatabase(folder);
  const warnings: string[] = [];
  const context: LocalContext = {
    clock,
    database,
    folder,
    accountId: '000000000000',
    region: 'us-east-1',
    faults: noFaults,
    endpointUrl: () => `http://127.0.0.1:${port}`,
    warn: (line) => warnings.push(line),
  };
  const services = createServices(context);
  if (tables) await services.tables.start();
  await services.httpApi.listen(0);
  const stop = async () => {
    await services.close();
    database.close();
  };
  const call = async <Answer>(
    service: 'topics' | 'queues' | 'firehose' | 'tables',
    operation: string,
    input: Input,
  ) => {
    const perform = services[service].operations[operation];
    if (!perform) throw new Error(`there is no operation ${operation}`);
    return (await perform(input, request)) as Answer;
  };
  const publish = (TopicArn: string, Message: string) => call('topics', 'Publish', { TopicArn, Message });
  return {
    folder,
    publish,
    context,
    services,
    warnings,
    call,
    request,
    /** Writes a template into the folder and deploys it; `engines` may stand in for some of the real ones. */
    deploy(
      template: string,
      options: {
        parameters?: Record<string, string>;
        engines?: Partial<Engines>;
        file?: string;
        stackName?: string;
      } = {},
    ): Promise<Deployed> {
      const file = write(folder, options.file ?? 'template.yaml', template);
      const { parameters = {}, engines = {}, stackName = 'shop' } = options;
      return deployTemplate({ file, stackName, parameters, engines: { ...services, ...engines }, context });
    },
    /** Writes another file beside the template. */
    write: (name: string, content: string) => write(folder, name, content),
    cloudFormation: async <Answer>(operation: string, input: Input = {}) =>
      (await cloudFormationOperations(context)[operation]?.(input, request)) as Answer,
    queueAttributes: async (QueueUrl: string) =>
      (
        await call<{ Attributes: Record<string, string> }>('queues', 'GetQueueAttributes', {
          QueueUrl,
          AttributeNames: ['All'],
        })
      ).Attributes,
    subscriptionAttributes: async (SubscriptionArn: string) =>
      (
        await call<{ Attributes: Record<string, string> }>('topics', 'GetSubscriptionAttributes', {
          SubscriptionArn,
        })
      ).Attributes,
    /** Ends the engines and starts others over the same folder, at another port when one is given. */
    reopen: async (otherPort = port) => {
      await stop();
      return openDeployments({ folder, port: otherPort, tables });
    },
    close: async () => {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Deployments = Awaited<ReturnType<typeof openDeployments>>;

/** What stands at a path of a deployment (`Checkout/OrdersQueue`): what Ref gives. */
export function refOf(deployed: Deployed, path: string): string {
  const found = deployed.resources.find((resource) => resource.path === path);
  if (!found) throw new Error(`nothing is deployed at ${path}`);
  return found.ref;
}

function write(folder: string, name: string, content: string): string {
  const file = join(folder, 'templates', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

const request = {
  method: 'POST',
  path: '/',
  query: new URLSearchParams(),
  headers: {},
  body: Buffer.alloc(0),
  requestId: 'test',
};
