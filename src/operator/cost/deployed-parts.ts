import type { DeployedPart } from '../../domain/cost/deployed-part.ts';
import type { DeployedStack, Deployment } from '../stack/deployment.ts';

/**
 * What of a deployment is billed as `forks cost` knows it: the applications by their resources, wherever they are nested, and
 * what the shop's template has besides. What else a stack holds is left out.
 */
export function deployedParts({ stacks }: Deployment): DeployedPart[] {
  const parts = stacks.flatMap((stack) => {
    const found = [...applicationOf(stack), ...resourcesOf(stack)];
    const alarms = alarmMetricsOf(stack);
    const owner = found.find(({ kind }) => applications.has(kind));
    if (owner !== undefined) return found.map((part) => (part === owner ? { ...part, alarms } : part));
    return alarms === 0 ? found : [...found, { kind: 'alarms' as const, name: `alarms of ${nameOf(stack)}`, alarms }];
  });
  return order.flatMap((kind) => parts.filter((part) => part.kind === kind));
}

/** The alarms of a backup that reckon with several metrics, since it can pause. */
const reckonedWith: Readonly<Record<string, number>> = { BackupOldestMessageAlarm: 3, BackupDeliveryAlarm: 2 };

function alarmMetricsOf({ resources, parameters }: DeployedStack): number {
  const canPause = parameters['PauseOnDeliveryFailure'] !== undefined;
  return resources
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .reduce((sum, { logicalId }) => sum + ((canPause ? reckonedWith[logicalId] : undefined) ?? 1), 0);
}

const applications: ReadonlySet<string> = new Set(['api', 'orders', 'backup', 'search', 'replay']);
/** As an event travels. */
const order = ['api', 'topic', 'orders', 'key', 'backup', 'search', 'domain', 'replay', 'alarms'] as const;

function applicationOf(stack: DeployedStack): DeployedPart[] {
  const has = (logicalId: string) => stack.resources.some((resource) => resource.logicalId === logicalId);
  const { parameters } = stack;
  const given = (name: string) => (parameters[name] ?? '') !== '';
  const number = (name: string, fallback: number) => Number(parameters[name] ?? fallback);
  const found = { name: nameOf(stack), alarms: 0 };
  const transformed = given('DataTransformationFunctionArn');
  if (has('StoreOrderFunction')) return [{ ...found, kind: 'orders' }];
  if (has('ReplayEventsFunction')) return [{ ...found, kind: 'replay' }];
  if (has('SearchStream')) return [{ ...found, kind: 'search', transformed }];
  if (!has('BackupStream')) return [];
  return [
    {
      ...found,
      kind: 'backup',
      format: parameters['ArchiveFormat'] === 'Body' ? 'Body' : 'Envelope',
      eventsPerRecord: number('EventsPerRecord', 500),
      bufferSeconds: number('StreamBufferingIntervalInSeconds', 300),
      bufferMegabytes: number('StreamBufferingSizeInMBs', 5),
      transformed,
      encrypted: given('KmsKeyArn'),
    },
  ];
}

function resourcesOf(stack: DeployedStack): DeployedPart[] {
  return stack.resources.flatMap(({ type, logicalId }): DeployedPart[] => {
    const kind = kindOf(type, logicalId);
    return kind === undefined ? [] : [{ kind, name: [...stack.path, logicalId].join('/'), alarms: 0 }];
  });
}

/** A topic and a key cost the same whatever they are for; another API or domain than the shop's does not. */
function kindOf(type: string, logicalId: string) {
  if (type === 'AWS::ApiGatewayV2::Api' && logicalId === 'CheckoutApi') return 'api';
  if (type === 'AWS::OpenSearchService::Domain' && logicalId === 'SearchDomain') return 'domain';
  if (type === 'AWS::SNS::Topic') return 'topic';
  return type === 'AWS::KMS::Key' ? 'key' : undefined;
}

function nameOf({ path, name }: DeployedStack): string {
  return path.length === 0 ? name : path.join('/');
}
