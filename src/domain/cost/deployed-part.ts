/** A part of a deployment that AWS bills: an application, or what the shop's own template adds. */
export type DeployedPart = {
  /** Where it stands in the stacks. */
  readonly name: string;
  /** How many metrics its alarms look at: CloudWatch bills an alarm for each. */
  readonly alarms: number;
} & (
  | { readonly kind: 'api' | 'topic' | 'orders' | 'replay' | 'domain' | 'key' | 'alarms' }
  | ({ readonly kind: 'backup' } & BackupSettings)
  | { readonly kind: 'search'; readonly transformed: boolean }
);

/** What the bill of a backup depends on. */
export interface BackupSettings {
  readonly format: 'Envelope' | 'Body';
  readonly eventsPerRecord: number;
  readonly bufferSeconds: number;
  readonly bufferMegabytes: number;
  /** Whether its stream passes records through a function. */
  readonly transformed: boolean;
  /** Whether its queue has a customer managed key. */
  readonly encrypted: boolean;
}

/** Everything that the templates deploy with their defaults, in the order an event travels; the alarms as they are there. */
export const wholeShop: readonly DeployedPart[] = [
  { kind: 'api', name: 'CheckoutApi', alarms: 4 },
  { kind: 'topic', name: 'CheckoutTopic', alarms: 0 },
  { kind: 'orders', name: 'Checkout', alarms: 5 },
  { kind: 'key', name: 'BackupKey', alarms: 0 },
  {
    kind: 'backup',
    name: 'StorageBackup',
    alarms: 12,
    format: 'Envelope',
    eventsPerRecord: 500,
    bufferSeconds: 60,
    bufferMegabytes: 5,
    transformed: true,
    encrypted: true,
  },
  { kind: 'search', name: 'SearchAnalytics', alarms: 9, transformed: true },
  { kind: 'domain', name: 'SearchDomain', alarms: 0 },
  { kind: 'replay', name: 'Replay', alarms: 4 },
];
