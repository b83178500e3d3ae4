import { openSession } from '../../../src/cli/line/session.ts';
import { createMemoryTerminal, createSteppingClock } from '../memory-terminal.ts';

const open = (flags: { local?: boolean; endpoint?: string; profile?: string }, env: NodeJS.ProcessEnv) =>
  openSession(
    { local: false, json: false, debug: false, ...flags },
    { terminal: createMemoryTerminal().terminal, clock: createSteppingClock(), env },
  ).connection.endpoint;

describe('what a command reports', () => {
  const reported = (json: boolean, form?: 'exact') => {
    const { terminal, printed } = createMemoryTerminal();
    openSession({ local: true, json, debug: false }, { terminal, clock: createSteppingClock(), env: {} }).report(
      { key: 'a\nb' },
      ['key  a\nb\rc'],
      form,
    );
    return printed;
  };

  it('has as many lines as it says, whatever stands in them', () => {
    expect(reported(false)).toEqual(['key  a\\nb\\rc']);
    expect(reported(true)).toEqual(['{"key":"a\\nb"}']);
  });

  it('is exact where it is what was asked for', () => {
    expect(reported(false, 'exact')).toEqual(['key  a\nb\rc']);
  });
});

describe('where a command goes', () => {
  const AWS_ENDPOINT_URL = 'http://127.0.0.1:4570';

  it.each([
    ['AWS, if nothing else is said', {}, {}, undefined],
    ['the endpoint of the environment, as any other AWS tool', {}, { AWS_ENDPOINT_URL }, AWS_ENDPOINT_URL],
    ['that, with a slash at its end', {}, { AWS_ENDPOINT_URL: `${AWS_ENDPOINT_URL}/` }, AWS_ENDPOINT_URL],
    ['AWS, if the environment names an empty one', {}, { AWS_ENDPOINT_URL: '' }, undefined],
    [
      'AWS, if the environment is to be ignored',
      {},
      { AWS_ENDPOINT_URL, AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'True' },
      undefined,
    ],
    [
      'where the SDK finds it, if a service has one of its own',
      {},
      { AWS_ENDPOINT_URL, AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1' },
      undefined,
    ],
    ['where the SDK finds it, with a profile', { profile: 'shop' }, { AWS_ENDPOINT_URL }, undefined],
    ['the local stack, over that of the environment', { local: true }, { AWS_ENDPOINT_URL }, 'http://127.0.0.1:4566'],
    [
      'the endpoint that is given, over that of the environment',
      { endpoint: 'http://127.0.0.1:9' },
      { AWS_ENDPOINT_URL },
      'http://127.0.0.1:9',
    ],
  ])('is %s', (_title, flags, env, endpoint) => {
    expect(open(flags, env)).toBe(endpoint);
  });

  it('is not what is no URL', () => {
    expect(() => open({}, { AWS_ENDPOINT_URL: 'localhost:4566' })).toThrow(
      'AWS_ENDPOINT_URL is localhost:4566: it must be an http or https URL, as http://127.0.0.1:4566',
    );
  });
});
