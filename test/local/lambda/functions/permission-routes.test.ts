import type { StoredFunction } from '../../../../src/local/lambda/functions/function-store.ts';
import { permissionRoutes } from '../../../../src/local/lambda/functions/permission-routes.ts';
import { createPermissionStore } from '../../../../src/local/lambda/functions/permission-store.ts';
import { createTestContext, type TestContext } from '../../../support/local-context.ts';
import { request } from '../mappings/mapping-bench.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:greet';

describe('the policy of a function', () => {
  let context: TestContext;
  beforeEach(() => {
    context = createTestContext();
  });
  afterEach(() => context.dispose());
  const stored = (): StoredFunction => {
    const current = {
      name: 'greet',
      handler: 'a.b',
      codeUri: '/',
      build: {},
      runtime: 'nodejs24.x',
      memorySize: 128,
      timeoutSeconds: 3,
      environment: {},
    };
    return { declared: current, current, modifiedAt: 0, revisionId: 'r-1' };
  };
  const call = async (method: string, path: string, input: Record<string, unknown> = {}) => {
    for (const route of permissionRoutes({ context, functions: { stored } })) {
      const id =
        route.method === method ? route.path.exec(`/2015-03-31/functions/greet/policy${path}`)?.[1] : undefined;
      if (id !== undefined) return route.run({ id, input, request });
    }
    throw new Error('no route');
  };
  const gone = (message: string) => ({ code: 'ResourceNotFoundException', status: 404, message });
  const statement = {
    Sid: 'api',
    Effect: 'Allow',
    Principal: { Service: 'apigateway.amazonaws.com' },
    Action: 'lambda:InvokeFunction',
    Resource: ARN,
    Condition: { StringEquals: { 'AWS:SourceAccount': '000000000000' }, ArnLike: { 'AWS:SourceArn': 'arn:x' } },
  };
  const asked = {
    StatementId: 'api',
    Principal: 'apigateway.amazonaws.com',
    Action: 'lambda:InvokeFunction',
    SourceArn: 'arn:x',
    SourceAccount: '000000000000',
  };

  it('is none before there is a statement in it, and after the last is removed', async () => {
    await expect(call('GET', '')).rejects.toMatchObject(gone('The resource you requested does not exist.'));

    await expect(call('POST', '', asked)).resolves.toEqual({
      status: 201,
      json: { Statement: JSON.stringify(statement) },
    });
    await expect(call('GET', '')).resolves.toEqual({
      status: 200,
      json: {
        Policy: JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: [statement] }),
        RevisionId: 'r-1',
      },
    });

    await expect(call('DELETE', '/api')).resolves.toEqual({ status: 204 });
    await expect(call('DELETE', '/api')).rejects.toMatchObject(gone('Statement api is not found in resource policy.'));
    await expect(call('GET', '')).rejects.toMatchObject(gone('The resource you requested does not exist.'));
  });

  it.each([
    ['*', '*'],
    ['123456789012', { AWS: 'arn:aws:iam::123456789012:root' }],
    ['arn:aws:iam::123456789012:role/r', { AWS: 'arn:aws:iam::123456789012:role/r' }],
    ['s3.amazonaws.com', { Service: 's3.amazonaws.com' }],
  ])('names the principal %s as Lambda does', async (Principal, written) => {
    await call('POST', '', { StatementId: 'x', Action: 'lambda:*', Principal });

    expect(createPermissionStore(context).statements('greet')).toEqual([
      { Sid: 'x', Effect: 'Allow', Principal: written, Action: 'lambda:*', Resource: ARN },
    ]);
  });

  it('refuses a statement twice, and one without what it needs', async () => {
    await call('POST', '', asked);

    await expect(call('POST', '', asked)).rejects.toMatchObject({
      code: 'ResourceConflictException',
      status: 409,
      message:
        'The statement id (api) provided already exists. Please provide a new statement id, or remove the existing statement.',
    });
    await expect(call('POST', '', { ...asked, StatementId: 'a b' })).rejects.toMatchObject({
      code: 'ValidationException',
    });
    await expect(call('POST', '', { StatementId: 'y', Principal: '*' })).rejects.toThrow("at 'Action'");
  });
});
