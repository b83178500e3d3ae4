import { failureReason } from '../../../../src/local/lambda/functions/failure-reason.ts';
import { functionArn, functionName } from '../../../../src/local/lambda/functions/function-definition.ts';
import { functionEnvironment, reservedVariables } from '../../../../src/local/lambda/functions/function-environment.ts';
import { newTraceHeader } from '../../../../src/local/lambda/functions/trace-header.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:greet';

describe('the name of a function', () => {
  it.each([
    'greet',
    'function:greet',
    '000000000000:function:greet',
    ARN,
    `${ARN}:$LATEST`,
    'greet:$LATEST',
    'arn:aws-us-gov:lambda:us-gov-west-1:000000000000:function:greet',
  ])('is read from %s', (text) => {
    expect(functionName(text)).toBe('greet');
  });

  it('may hold letters, digits, hyphens and underscores', () => {
    expect(functionName('A_b-9')).toBe('A_b-9');
    expect(functionArn('greet', { region: 'us-east-1', accountId: '000000000000' })).toBe(ARN);
  });

  it.each([
    '',
    'a b',
    'a/b',
    'arn:aws:sqs:us-east-1:000000000000:greet',
    `x${ARN}`,
    'arn:aws:lambda:us-east-1:0:function:a',
    'greet:',
    'greet:$LATESTx',
    'greet:1:2',
  ])('is not in %j', (text) => {
    expect(() => functionName(text)).toThrow(
      expect.objectContaining({
        code: 'ValidationException',
        message: `1 validation error detected: Value '${text}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: (arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?`,
      }),
    );
  });

  it('has no version but the latest', () => {
    for (const text of ['greet:1', `${ARN}:live`, 'greet:A_b-9'])
      expect(() => functionName(text)).toThrow(
        expect.objectContaining({
          code: 'ResourceNotFoundException',
          status: 404,
          message: `Function not found: ${text}`,
        }),
      );
  });
});

describe('the environment of a function', () => {
  const definition = {
    name: 'greet',
    handler: 'app.handler',
    codeUri: '/code',
    build: {},
    runtime: 'nodejs24.x',
    memorySize: 128,
    timeoutSeconds: 3,
    environment: {},
  };
  const surroundings = {
    region: 'eu-west-1',
    endpointUrl: 'http://x',
    taskRoot: '/task',
    logGroup: 'g',
    logStream: 's',
  };
  const own = {
    LANG: 'en_US.UTF-8',
    TZ: 'UTC',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin:/bin',
    AWS_ENDPOINT_URL: 'http://x',
    _HANDLER: 'app.handler',
    AWS_REGION: 'eu-west-1',
    AWS_DEFAULT_REGION: 'eu-west-1',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: 'greet',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: 'g',
    AWS_LAMBDA_LOG_STREAM_NAME: 's',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LAMBDA_TASK_ROOT: '/task',
  };

  it('is what Lambda sets, and nothing else', () => {
    expect(functionEnvironment(definition, surroundings)).toEqual(own);
  });

  it('may change the zone and the endpoint, but nothing that Lambda keeps to itself', () => {
    const environment = {
      COLOUR: 'red',
      TZ: 'Asia/Tokyo',
      AWS_ENDPOINT_URL: 'http://y',
      AWS_REGION: 'x',
      _HANDLER: 'x',
    };

    expect(functionEnvironment({ ...definition, environment }, surroundings)).toEqual({
      ...own,
      COLOUR: 'red',
      TZ: 'Asia/Tokyo',
      AWS_ENDPOINT_URL: 'http://y',
    });
  });

  it('has these reserved names', () => {
    expect([...reservedVariables].sort()).toEqual([
      'AWS_ACCESS_KEY',
      'AWS_ACCESS_KEY_ID',
      'AWS_DEFAULT_REGION',
      'AWS_EXECUTION_ENV',
      'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
      'AWS_LAMBDA_FUNCTION_NAME',
      'AWS_LAMBDA_FUNCTION_VERSION',
      'AWS_LAMBDA_INITIALIZATION_TYPE',
      'AWS_LAMBDA_LOG_GROUP_NAME',
      'AWS_LAMBDA_LOG_STREAM_NAME',
      'AWS_LAMBDA_RUNTIME_API',
      'AWS_REGION',
      'AWS_SECRET_ACCESS_KEY',
      'AWS_SECRET_KEY',
      'AWS_SESSION_TOKEN',
      'LAMBDA_RUNTIME_DIR',
      'LAMBDA_TASK_ROOT',
      '_HANDLER',
      '_X_AMZN_TRACE_ID',
    ]);
  });
});

describe('a trace header', () => {
  it('has the time in eight digits, and an id of its own', () => {
    expect(newTraceHeader(1_768_473_000_999, '01234567-89ab-cdef-0123-456789abcdef')).toBe(
      'Root=1-6968c1a8-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0',
    );
    expect(newTraceHeader(1000, 'f'.repeat(32))).toBe(
      `Root=1-00000001-${'f'.repeat(24)};Parent=${'f'.repeat(16)};Sampled=0`,
    );
  });
});

describe('the reason of a failure', () => {
  it.each([
    ['TypeError', 'x is not a function', 'TypeError: x is not a function'],
    ['Error', 'no', 'no'],
    [
      'Sandbox.Timedout',
      'RequestId: a-1 Error: Task timed out after 3.00 seconds',
      'Task timed out after 3.00 seconds',
    ],
    ['TypeError', 'TypeError: x', 'TypeError: x'],
    ['Bad', 'told RequestId: a-1 Error: x', 'Bad: told RequestId: a-1 Error: x'],
    ['Bad', 'first\nsecond', 'Bad: first'],
    ['Bad', 'first\rsecond', 'Bad: first'],
    ['Bad', '', 'Bad: '],
    [
      'SyntaxError',
      'Unexpected token \'x\', "secret x" is not valid JSON',
      "SyntaxError: Unexpected token 'x': the input is not valid JSON",
    ],
    [
      'SyntaxError',
      'Unexpected token, ..."secret" is not valid JSON',
      'SyntaxError: Unexpected token: the input is not valid JSON',
    ],
    ['Bad', 'order 12345678901 failed', 'Bad: order 12345678901 failed'],
    ['Bad', 'order 123456789012 failed', 'Bad: order … failed'],
    ['Bad', '1234-5678 9012', 'Bad: …'],
    ['Bad', 'x'.repeat(200), `Bad: ${'x'.repeat(200)}`],
    ['Bad', 'x'.repeat(201), `Bad: ${'x'.repeat(200)}…`],
  ])('%s with %j is told as %j', (errorType, errorMessage, told) => {
    expect(failureReason({ errorType, errorMessage })).toBe(told);
  });
});
