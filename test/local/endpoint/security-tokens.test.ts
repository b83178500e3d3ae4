import { createManualClock } from '../../../src/local/clock.ts';
import { securityTokenService } from '../../../src/local/endpoint/security-tokens.ts';

describe('the security token service', () => {
  const clock = createManualClock();
  const service = securityTokenService({ accountId: '000000000000', clock });
  const ask = async (body: string) => {
    const asked = { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, requestId: 'id-1' };
    const { status, body: answer } = await service.handle({ ...asked, body: Buffer.from(body) });
    return `${status} ${answer}`;
  };
  const assume = (more: string) => ask(`Action=AssumeRole&${more}`);
  const role = `RoleArn=${encodeURIComponent('arn:aws:iam::123456789012:role/path/to/deployer')}`;
  const expiry = (seconds: number) => new Date(clock.now() + seconds * 1000).toISOString().slice(0, 19);

  it('says whose account it is', async () => {
    expect(await ask('Action=GetCallerIdentity&Version=2011-06-15')).toContain(
      '<GetCallerIdentityResult><Arn>arn:aws:iam::000000000000:root</Arn><UserId>000000000000</UserId><Account>000000000000</Account>',
    );
    expect(await ask('Action=GetAccessKeyInfo&AccessKeyId=AKIA0000000000000000')).toContain('<Account>000000000000<');
  });

  it.each([
    ['Action=GetSessionToken', 43_200],
    ['Action=GetSessionToken&DurationSeconds=900', 900],
    [`Action=AssumeRole&${role}&RoleSessionName=me`, 3600],
    [`Action=AssumeRole&${role}&RoleSessionName=me&DurationSeconds=43200`, 43_200],
  ])('gives credentials for a session: %s', async (body, seconds) => {
    expect(await ask(body)).toMatch(
      /<Credentials><AccessKeyId>ASIA\w{16}<\/AccessKeyId><SecretAccessKey>.{40}<\/SecretAccessKey><SessionToken>.+</,
    );
    expect(await ask(body)).toContain(`<Expiration>${expiry(seconds)}Z<`);
  });

  it('names the session of a role', async () => {
    expect(await assume(`${role}&RoleSessionName=me@home`)).toContain(
      '<Arn>arn:aws:sts::123456789012:assumed-role/deployer/me@home</Arn>',
    );
  });

  it.each([
    ['RoleSessionName=me', 'RoleArn is missing; it must be the ARN of a role'],
    ['RoleArn=deployer&RoleSessionName=me', 'RoleArn is &quot;deployer&quot;; it must be'],
    [role, 'RoleSessionName is missing; it must be'],
    [`${role}&RoleSessionName=m`, 'RoleSessionName is &quot;m&quot;; it must be'],
    [`${role}&RoleSessionName=me&DurationSeconds=899`, 'it must be a number of seconds from 900 to 43200'],
    [`${role}&RoleSessionName=me&DurationSeconds=43201`, 'it must be a number of seconds from 900 to 43200'],
    [`${role}&RoleSessionName=me&DurationSeconds=1e4`, 'it must be a number of seconds from 900 to 43200'],
  ])('refuses %s', async (parameters, message) => {
    const answer = await assume(parameters);

    expect(answer).toMatch(/^400 .*<Code>ValidationError</s);
    expect(answer).toContain(message);
  });

  it('refuses what it does not do by name', async () => {
    expect(await ask('Action=AssumeRoleWithSAML')).toContain('The action AssumeRoleWithSAML is not valid');
  });
});
