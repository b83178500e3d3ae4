/**
 * Stands in for AWS::Logs::LogGroup.
 * Encryption, data protection and log classes are accepted without effect.
 */
import { arnOf } from '../../domain/arn.ts';
import { allOrNothing } from './all-or-nothing.ts';
import { call } from './engines.ts';
import { defineResource } from './provider.ts';
import { accepted, performed, text, whole } from './shapes.ts';
import { unlessGone } from './unless-gone.ts';

/** A log group with its retention. */
export const logGroup = defineResource({
  type: 'AWS::Logs::LogGroup',
  attributes: ['Arn'],
  table: {
    LogGroupName: performed(text, 'replaces'),
    RetentionInDays: performed(whole),
    DataProtectionPolicy: accepted(),
    DeletionProtectionEnabled: accepted(),
    FieldIndexPolicies: accepted(),
    KmsKeyId: accepted(),
    LogGroupClass: accepted(),
    Tags: accepted(),
  },
  async create({ LogGroupName, RetentionInDays }, { engines, generatedName }) {
    const logGroupName = LogGroupName ?? generatedName(512);
    await call(engines.functions.logs, 'CreateLogGroup', { logGroupName });
    await allOrNothing(
      async () => {
        if (RetentionInDays !== undefined) await retain(engines.functions.logs, logGroupName, RetentionInDays);
      },
      () => call(engines.functions.logs, 'DeleteLogGroup', { logGroupName }),
    );
    return logGroupName;
  },
  async update(logGroupName, { RetentionInDays }, { engines }, previous) {
    if (RetentionInDays === previous.RetentionInDays) return;
    if (RetentionInDays === undefined) await call(engines.functions.logs, 'DeleteRetentionPolicy', { logGroupName });
    else await retain(engines.functions.logs, logGroupName, RetentionInDays);
  },
  async delete(logGroupName, { engines }) {
    await unlessGone(() => call(engines.functions.logs, 'DeleteLogGroup', { logGroupName }));
  },
  describe: (name, _properties, context) => ({
    ref: name,
    attributes: { Arn: arnOf(context, 'logs', `log-group:${name}:*`) },
  }),
});

async function retain(logs: Parameters<typeof call>[0], logGroupName: string, retentionInDays: number): Promise<void> {
  await call(logs, 'PutRetentionPolicy', { logGroupName, retentionInDays });
}
