/**
 * Stands in for AWS STS, which most tools ask first: who am I, and credentials for a session.
 * It knowingly gives what it gives to anyone: the local stack takes any credentials
 * (https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html).
 */
import type { Clock } from '../clock.ts';
import { AwsError } from '../errors.ts';
import { queryService } from './query-service.ts';
import type { LocalService } from './service.ts';

const HOUR_S = 3600;
const ROLE_ARN = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:[!-~]*\/)?([\w+=,.@-]{1,64})$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;
/** The letters of AWS's key ids for a session. */
const SESSION_KEY = 'ASIALOCALSTACK000000';

/** GetCallerIdentity, GetSessionToken, AssumeRole and GetAccessKeyInfo in the query protocol. */
export function securityTokenService(account: { accountId: string; clock: Clock }): LocalService {
  const { accountId, clock } = account;
  const credentials = (seconds: number) => ({
    AccessKeyId: SESSION_KEY,
    SecretAccessKey: 'local-stack-takes-any-secret-access-key0',
    SessionToken: 'local-stack-takes-any-session-token',
    Expiration: new Date(clock.now() + seconds * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z'),
  });
  return queryService({
    scope: 'sts',
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    operations: {
      GetCallerIdentity: () => ({ Arn: `arn:aws:iam::${accountId}:root`, UserId: accountId, Account: accountId }),
      GetAccessKeyInfo: () => ({ Account: accountId }),
      GetSessionToken: (input) => ({ Credentials: credentials(durationOf(input, 12 * HOUR_S, 36 * HOUR_S)) }),
      AssumeRole(input) {
        const { RoleArn: arn, RoleSessionName: session } = input;
        const role = typeof arn === 'string' ? ROLE_ARN.exec(arn) : null;
        if (!role)
          throw invalid(`RoleArn is ${quoted(arn)}; it must be the ARN of a role, arn:aws:iam::ACCOUNT:role/NAME`);
        if (typeof session !== 'string' || !SESSION_NAME.test(session)) {
          throw invalid(`RoleSessionName is ${quoted(session)}; it must be 2 to 64 letters, digits or =,.@+-_`);
        }
        return {
          AssumedRoleUser: {
            AssumedRoleId: `AROALOCALSTACK0000000:${session}`,
            Arn: `arn:aws:sts::${role[1]}:assumed-role/${role[2]}/${session}`,
          },
          Credentials: credentials(durationOf(input, HOUR_S, 12 * HOUR_S)),
        };
      },
    },
  });
}

/** DurationSeconds within 15 minutes and `most`, or what AWS takes without one. */
function durationOf(input: Record<string, unknown>, usual: number, most: number): number {
  const { DurationSeconds: given } = input;
  if (given === undefined) return usual;
  const seconds = typeof given === 'string' && /^\d{1,9}$/.test(given) ? Number(given) : Number.NaN;
  if (seconds >= 900 && seconds <= most) return seconds;
  throw invalid(`DurationSeconds is ${quoted(given)}; it must be a number of seconds from 900 to ${most}`);
}

function quoted(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value).slice(0, 200);
}

function invalid(message: string): AwsError {
  return new AwsError('ValidationError', `${message}.`);
}
