/**
 * Stands in for AWS::S3::Bucket.
 * Versions are kept and web pages let in where that is declared; what else is declared is given back by the API, and has no effect. Notifications,
 * replication and websites are not performed.
 */
import { defineResource } from './provider.ts';
import { accepted, anything, objectOf, oneOf, performed, required, text } from './shapes.ts';

/** A bucket. */
export const bucket = defineResource({
  type: 'AWS::S3::Bucket',
  attributes: ['Arn', 'DomainName', 'DualStackDomainName', 'RegionalDomainName'],
  table: {
    BucketName: performed(text, 'replaces'),
    AccelerateConfiguration: accepted(),
    AccessControl: accepted(),
    BucketEncryption: accepted(),
    CorsConfiguration: performed(anything),
    IntelligentTieringConfigurations: accepted(),
    LifecycleConfiguration: accepted(),
    LoggingConfiguration: accepted(),
    MetricsConfigurations: accepted(),
    ObjectLockConfiguration: accepted(),
    ObjectLockEnabled: accepted(),
    OwnershipControls: accepted(),
    PublicAccessBlockConfiguration: accepted(),
    Tags: accepted(),
    VersioningConfiguration: performed(objectOf({ Status: required(oneOf('Enabled', 'Suspended')) })),
  },
  create(properties, { engines, generatedName }) {
    const name = properties.BucketName ?? generatedName(63, 'lower case');
    engines.objects.createBucket(name);
    engines.objects.declareBucket(name, properties);
    return name;
  },
  update: (name, properties, { engines }, previous) => engines.objects.declareBucket(name, properties, previous),
  delete(name, { engines }) {
    if (engines.objects.bucketExists(name)) engines.objects.deleteBucket(name);
  },
  exists: (name, { engines }) => engines.objects.bucketExists(name),
  describe: (name, _properties, { region }) => ({
    ref: name,
    attributes: {
      Arn: `arn:aws:s3:::${name}`,
      DomainName: `${name}.s3.amazonaws.com`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.amazonaws.com`,
      RegionalDomainName: `${name}.s3.${region}.amazonaws.com`,
    },
  }),
  dataOf: (name, { engines }) =>
    engines.objects.bucketExists(name) && !engines.objects.isEmpty(name) ? 'objects' : undefined,
});
