import { updateDestination } from '../../../../src/local/firehose/operations/destination-update.ts';
import type { Destination } from '../../../../src/local/firehose/stream-schema.ts';

const BucketARN = 'arn:aws:s3:::archive';
const EXTENDED = 'ExtendedS3DestinationConfiguration';
const SEARCH = 'AmazonopensearchserviceDestinationConfiguration';
const refusal = (message: string) => expect.objectContaining({ code: 'InvalidArgumentException', message });

describe('an update of a destination', () => {
  const archive: Destination = {
    kind: EXTENDED,
    settings: {
      BucketARN,
      Prefix: 'p/',
      S3BackupMode: 'Enabled',
      S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::second', Prefix: 'raw/' },
    },
  };
  const search: Destination = {
    kind: SEARCH,
    settings: { DomainARN: 'arn:domain', IndexName: 'events', S3Configuration: { BucketARN, Prefix: 'p/' } },
  };

  it('changes what it names and keeps the rest', () => {
    const ExtendedS3DestinationUpdate = { CompressionFormat: 'GZIP', Prefix: 'q/' };

    expect(updateDestination(archive, { ExtendedS3DestinationUpdate })).toEqual({
      kind: EXTENDED,
      settings: { ...archive.settings, CompressionFormat: 'GZIP', Prefix: 'q/' },
    });
    expect(updateDestination(archive, { ExtendedS3DestinationUpdate: {} })).toEqual(archive);
    expect(archive.settings).toMatchObject({ Prefix: 'p/' });
  });

  it('changes a plain bucket by S3DestinationUpdate, an extended one too', () => {
    const S3DestinationUpdate = { Prefix: 'q/' };
    const plain: Destination = { kind: 'S3DestinationConfiguration', settings: { BucketARN } };

    expect(updateDestination(plain, { S3DestinationUpdate })).toEqual({
      kind: 'S3DestinationConfiguration',
      settings: { BucketARN, Prefix: 'q/' },
    });
    expect(updateDestination(archive, { S3DestinationUpdate })).toMatchObject({ settings: { Prefix: 'q/' } });
    expect(
      updateDestination(archive, { S3DestinationUpdate, ExtendedS3DestinationUpdate: { Prefix: 'r/' } }),
    ).toMatchObject({ settings: { Prefix: 'r/' } });
  });

  it('changes the bucket behind in part, under its own name of the update', () => {
    const backup = { ExtendedS3DestinationUpdate: { S3BackupUpdate: { Prefix: 'new/' } } };
    const failed = { AmazonopensearchserviceDestinationUpdate: { S3Update: { Prefix: 'new/' } } };

    expect(updateDestination(archive, backup)).toMatchObject({
      settings: { Prefix: 'p/', S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::second', Prefix: 'new/' } },
    });
    expect(updateDestination(search, failed)).toMatchObject({
      settings: { S3Configuration: { BucketARN, Prefix: 'new/' } },
    });
    const none: Destination = { kind: EXTENDED, settings: { BucketARN } };
    const first = { S3BackupUpdate: { BucketARN: 'arn:aws:s3:::second' } };
    expect(updateDestination(none, { ExtendedS3DestinationUpdate: first })).toMatchObject({
      settings: { S3BackupConfiguration: { BucketARN: 'arn:aws:s3:::second' } },
    });
  });

  it('replaces a member that is an object whole', () => {
    const hinted: Destination = {
      kind: EXTENDED,
      settings: { BucketARN, EncryptionConfiguration: { NoEncryptionConfig: 'NoEncryption' } },
    };
    const changed = { ExtendedS3DestinationUpdate: { EncryptionConfiguration: { KMSEncryptionConfig: {} } } };

    expect(updateDestination(hinted, changed).settings).toEqual({
      BucketARN,
      EncryptionConfiguration: { KMSEncryptionConfig: {} },
    });
  });

  it('takes a search domain by ARN or endpoint, the one given last', () => {
    const change = (AmazonopensearchserviceDestinationUpdate: object, from: Destination = search) =>
      updateDestination(from, { AmazonopensearchserviceDestinationUpdate });
    const byEndpoint = change({ ClusterEndpoint: 'https://domain' });

    expect(byEndpoint.settings).toMatchObject({ ClusterEndpoint: 'https://domain' });
    expect(byEndpoint.settings).not.toHaveProperty('DomainARN');
    const byArn = change({ DomainARN: 'arn:other' }, byEndpoint);
    expect(byArn.settings).toMatchObject({ DomainARN: 'arn:other' });
    expect(byArn.settings).not.toHaveProperty('ClusterEndpoint');
    expect(change({ IndexName: 'later' }).settings).toMatchObject({ DomainARN: 'arn:domain', IndexName: 'later' });
  });

  it('is refused for another kind, for what cannot be changed, and for what does not fit', () => {
    expect(() => updateDestination(archive, { AmazonopensearchserviceDestinationUpdate: {} })).toThrow(
      refusal('The destination of this stream is updated by ExtendedS3DestinationUpdate.'),
    );
    expect(() => updateDestination(search, { S3DestinationUpdate: {} })).toThrow(
      refusal('The destination of this stream is updated by AmazonopensearchserviceDestinationUpdate.'),
    );
    expect(() => updateDestination(archive, { ExtendedS3DestinationUpdate: { S3BackupMode: 'Disabled' } })).toThrow(
      refusal('S3BackupMode cannot be disabled once it is enabled.'),
    );
    const mode = { AmazonopensearchserviceDestinationUpdate: { S3BackupMode: 'AllDocuments' } };
    expect(() => updateDestination(search, mode)).toThrow(
      refusal('S3BackupMode of an OpenSearch destination cannot be changed after creation.'),
    );
    expect(() => updateDestination(archive, { ExtendedS3DestinationUpdate: 'x' })).toThrow(
      expect.objectContaining({ code: 'ValidationException' }),
    );
    expect(() => updateDestination(archive, { ExtendedS3DestinationUpdate: { Prefix: 7 } })).toThrow(
      expect.objectContaining({ code: 'ValidationException' }),
    );
  });

  it('may enable a backup, or say again that it is enabled', () => {
    const enable = { ExtendedS3DestinationUpdate: { S3BackupMode: 'Enabled' } };

    expect(updateDestination(archive, enable)).toEqual(archive);
    expect(updateDestination({ kind: EXTENDED, settings: { BucketARN } }, enable)).toMatchObject({
      settings: { S3BackupMode: 'Enabled' },
    });
    expect(
      updateDestination(
        { kind: EXTENDED, settings: { BucketARN, S3BackupMode: 'Disabled' } },
        { ExtendedS3DestinationUpdate: { S3BackupMode: 'Disabled' } },
      ),
    ).toMatchObject({ settings: { S3BackupMode: 'Disabled' } });
  });
});
