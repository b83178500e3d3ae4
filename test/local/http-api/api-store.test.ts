import { type ApiStore, createApiStore } from '../../../src/local/http-api/api-store.ts';
import { createTestContext, type TestContext } from '../../support/local-context.ts';

const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:echo';
let context: TestContext;
let store: ApiStore;
let ids: number;

const open = () => createApiStore(context, () => `0000-${String(ids++).padStart(12, '0')}`);

beforeEach(() => {
  ids = 0;
  context = createTestContext();
  store = open();
});
afterEach(() => context.dispose());

const addApi = (id: string) => store.put('Api', { Name: id, ProtocolType: 'HTTP' }, id);
const addIntegration = (ApiId: string, id: string) =>
  store.put(
    'Integration',
    { ApiId, IntegrationType: 'AWS_PROXY', IntegrationUri: `${ARN}-${id}`, PayloadFormatVersion: '2.0' },
    id,
  );
const addRoute = (ApiId: string, RouteKey: string, integration = 'one') =>
  store.put('Route', { ApiId, RouteKey, Target: `integrations/${integration}` }, `${integration} ${RouteKey}`);
const addStage = (ApiId: string, StageName: string) => store.put('Stage', { ApiId, StageName });
const found = (apiId: string, line: string) => {
  const [method = '', path = ''] = line.split(' ');
  const match = store.routeOf(apiId, method, path);
  return match && [match.route.RouteKey, match.integration.IntegrationUri.slice(ARN.length + 1), match.parameters];
};

describe('ids', () => {
  test('are given, made of ten letters, or a stage’s own name', () => {
    const made = store.put('Api', { Name: 'x', ProtocolType: 'HTTP' });

    expect(made).toBe('0000000000');
    expect(addApi('given')).toBe('given');
    expect(addStage('given', 'dev')).toBe('dev');
  });

  test('of an API that is not there are refused for its parts', () => {
    addApi('shop');

    expect(() => addStage('none', 'dev')).toThrow(
      expect.objectContaining({
        code: 'NotFoundException',
        status: 404,
        message: 'Invalid API identifier specified none',
      }),
    );
    expect(() => addRoute('none', 'GET /')).toThrow('Invalid API identifier specified none');
  });

  test('that come again replace what had them', () => {
    addApi('shop');
    addIntegration('shop', 'one');
    store.put('Route', { ApiId: 'shop', RouteKey: 'GET /old', Target: 'integrations/one' }, 'route');
    store.put('Route', { ApiId: 'shop', RouteKey: 'GET /new', Target: 'integrations/one' }, 'route');

    expect(found('shop', 'GET /old')).toBeUndefined();
    expect(found('shop', 'GET /new')).toEqual(['GET /new', 'one', {}]);
    store = open();
    expect(found('shop', 'GET /old')).toBeUndefined();
    expect(found('shop', 'GET /new')).toEqual(['GET /new', 'one', {}]);
  });

  test('are checked before anything is kept', () => {
    expect(() => store.put('Api', { Name: 'x', ProtocolType: 'WEBSOCKET' }, 'x')).toThrow('ProtocolType is WEBSOCKET');
    expect(store.has('x')).toBe(false);
  });
});

describe('the API of a path', () => {
  beforeEach(() => {
    addApi('one');
    addApi('two');
  });

  test('is the first one at the root, a further one below its own prefix', () => {
    expect([store.prefixOf('one'), store.prefixOf('two')]).toEqual(['', '/_api/two']);
    expect(store.apiOf('/a/b')).toMatchObject({ api: { id: 'one', prefix: '' }, path: '/a/b' });
    expect(store.apiOf('/_api/two/a')).toMatchObject({
      api: { id: 'two', prefix: '/_api/two', properties: { Name: 'two', ProtocolType: 'HTTP' } },
      path: '/a',
    });
    expect(store.apiOf('/_api/two')).toMatchObject({ api: { id: 'two' }, path: '/' });
    expect(store.apiOf('/_api/twofold')).toMatchObject({ api: { id: 'one' }, path: '/_api/twofold' });
    expect(store.apiOf('/x/_api/two')).toMatchObject({ api: { id: 'one' } });
  });

  test('is none where there is no API', () => {
    store.remove('Api', 'one');
    store.remove('Api', 'two');

    expect(store.apiOf('/')).toBeUndefined();
    expect(store.prefixOf('any')).toBe('');
  });
});

describe('the stage of a path', () => {
  beforeEach(() => {
    addApi('shop');
    addStage('shop', 'dev');
  });

  test.each([
    ['/dev/a', 'dev', '/a'],
    ['/dev', 'dev', '/'],
    ['/dev/', 'dev', '/'],
    ['/devil/a', '$default', '/devil/a'],
    ['/a/dev', '$default', '/a/dev'],
    ['/', '$default', '/'],
    ['/$default/a', '$default', '/$default/a'],
  ])('%s is %s, and %s below it', (path, name, below) => {
    addStage('shop', '$default');

    expect(store.stageOf('shop', path)).toMatchObject({ stage: { StageName: name }, path: below });
  });

  test('is none where no stage is named and there is no default', () => {
    expect(store.stageOf('shop', '/a')).toBeUndefined();
    expect(store.stageOf('shop', '/$default/a')).toBeUndefined();
    expect(store.stageOf('shop', '/dev/a')).toBeDefined();
  });
});

describe('the route of a request', () => {
  beforeEach(() => {
    addApi('shop');
    addIntegration('shop', 'one');
    addIntegration('shop', 'two');
  });

  test('is the most specific that fits path and method, whatever the order in which they were made', () => {
    for (const key of ['$default', 'ANY /{all+}', 'GET /a/{id}', 'ANY /a/b', 'GET /a/b', 'PUT /a/{id}']) {
      addRoute('shop', key);
    }

    expect(found('shop', 'GET /a/b')).toEqual(['GET /a/b', 'one', {}]);
    expect(found('shop', 'POST /a/b')).toEqual(['ANY /a/b', 'one', {}]);
    expect(found('shop', 'GET /a/c')).toEqual(['GET /a/{id}', 'one', { id: 'c' }]);
    expect(found('shop', 'PUT /a/c')).toEqual(['PUT /a/{id}', 'one', { id: 'c' }]);
    expect(found('shop', 'DELETE /a/c')).toEqual(['ANY /{all+}', 'one', { all: 'a/c' }]);
    expect(found('shop', 'GET /')).toEqual(['$default', 'one', {}]);
  });

  test('is none without one that fits', () => {
    addRoute('shop', 'GET /a');

    expect(found('shop', 'PUT /a')).toBeUndefined();
    expect(found('shop', 'GET /b')).toBeUndefined();
  });

  test('follows its target, and is none when that is gone', () => {
    addRoute('shop', 'GET /a', 'two');
    addRoute('shop', '$default', 'one');
    expect(found('shop', 'GET /a')).toEqual(['GET /a', 'two', {}]);

    store.remove('Integration', 'shop', 'two');

    expect(found('shop', 'GET /a')).toBeUndefined();
    expect(found('shop', 'GET /b')).toEqual(['$default', 'one', {}]);
  });

  test('belongs to its own API', () => {
    addApi('other');
    addIntegration('other', 'one');
    addRoute('shop', 'GET /a');
    addRoute('other', '$default');
    addRoute('other', 'GET /b');

    expect(found('shop', 'GET /b')).toBeUndefined();
    expect(found('other', 'GET /a')).toEqual(['$default', 'one', {}]);
    expect(found('other', 'GET /b')).toEqual(['GET /b', 'one', {}]);
  });

  test('goes when it is removed, at once and in the next run', () => {
    addRoute('shop', 'GET /a');
    addRoute('shop', 'GET /b');
    expect(found('shop', 'GET /a')).toBeDefined();

    store.remove('Route', 'shop', 'one GET /a');

    expect([found('shop', 'GET /a'), found('shop', 'GET /b')?.[0]]).toEqual([undefined, 'GET /b']);
    store = open();
    expect([found('shop', 'GET /a'), found('shop', 'GET /b')?.[0]]).toEqual([undefined, 'GET /b']);
  });
});

describe('removing an API', () => {
  test('takes its parts with it, and nothing of another whose id begins alike', () => {
    for (const id of ['shop', 'shopping']) {
      addApi(id);
      addIntegration(id, 'one');
      addRoute(id, 'GET /a');
      addStage(id, 'dev');
    }

    store.remove('Api', 'shop');

    for (const opened of [store, open()]) {
      store = opened;
      expect([store.has('shop'), store.has('shopping')]).toEqual([false, true]);
      expect([found('shop', 'GET /a'), found('shopping', 'GET /a')?.[0]]).toEqual([undefined, 'GET /a']);
      expect(store.stageOf('shop', '/dev/a')).toBeUndefined();
      expect(store.stageOf('shopping', '/dev/a')).toMatchObject({ stage: { StageName: 'dev' } });
    }
  });

  test('leaves nothing behind for one of the same id', () => {
    addApi('shop');
    addIntegration('shop', 'one');
    addRoute('shop', 'GET /a');
    store.remove('Api', 'shop');

    addApi('shop');

    expect(found('shop', 'GET /a')).toBeUndefined();
  });

  test('takes only what is named when a part is removed', () => {
    addApi('shop');
    addStage('shop', 'shop');
    addStage('shop', 'dev');

    store.remove('Stage', 'shop', 'dev');

    expect(store.has('shop')).toBe(true);
    expect(store.stageOf('shop', '/dev')).toBeUndefined();
    expect(store.stageOf('shop', '/shop')).toBeDefined();
    store = open();
    expect(store.stageOf('shop', '/dev')).toBeUndefined();
    expect(store.stageOf('shop', '/shop')).toBeDefined();
  });
});

test('everything is there again in the next run, as it was put', () => {
  const cors = {
    AllowCredentials: true,
    AllowHeaders: ['a'],
    AllowMethods: ['GET'],
    AllowOrigins: ['https://a.test'],
    ExposeHeaders: ['b'],
    MaxAge: 5,
  };
  store.put('Api', { Name: 'shop', ProtocolType: 'HTTP', CorsConfiguration: cors }, 'shop');
  store.put(
    'Integration',
    {
      ApiId: 'shop',
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: ARN,
      PayloadFormatVersion: '2.0',
      TimeoutInMillis: 70,
    },
    'one',
  );
  store.put(
    'Route',
    { ApiId: 'shop', RouteKey: 'GET /a', Target: 'integrations/one', AuthorizationType: 'AWS_IAM' },
    'r',
  );
  store.put('Stage', { ApiId: 'shop', StageName: 'dev', StageVariables: { colour: 'red' } });

  const again = open();

  expect(again.apiOf('/')?.api.properties).toEqual({ Name: 'shop', ProtocolType: 'HTTP', CorsConfiguration: cors });
  expect(again.routeOf('shop', 'GET', '/a')).toEqual(store.routeOf('shop', 'GET', '/a'));
  expect(again.routeOf('shop', 'GET', '/a')).toMatchObject({
    route: { AuthorizationType: 'AWS_IAM' },
    integration: { TimeoutInMillis: 70 },
  });
  expect(again.stageOf('shop', '/dev')?.stage.StageVariables).toEqual({ colour: 'red' });
});
