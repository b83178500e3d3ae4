/** What is billed for, by the service that bills it. */
export const services = [
  'apiGateway',
  'lambda',
  'dynamoDb',
  'sns',
  'sqs',
  'firehose',
  's3',
  'openSearch',
  'kms',
  'logs',
  'metrics',
  'traces',
  'alarms',
] as const;

export type Service = (typeof services)[number];

/** US dollars a month, by service; what is missing is nothing. */
export type Charges = Readonly<Partial<Record<Service, number>>>;

/** The sum of charges, service by service. */
export function addCharges(all: readonly Charges[]): Charges {
  const sums: Partial<Record<Service, number>> = {};
  for (const service of services) {
    const sum = all.reduce((total, charges) => total + (charges[service] ?? 0), 0);
    if (sum > 0) sums[service] = sum;
  }
  return sums;
}

/** All charges together. */
export function totalOf(charges: Charges): number {
  return services.reduce((total, service) => total + (charges[service] ?? 0), 0);
}
