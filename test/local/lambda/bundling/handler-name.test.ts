import { findHandlerFile, splitHandler } from '../../../../src/local/lambda/bundling/handler-name.ts';

describe('a handler', () => {
  it.each([
    ['app.handler', 'app', 'handler'],
    ['src/app.handler', 'src/app', 'handler'],
    ['a/replay.handler.run', 'a/replay', 'handler.run'],
    ['a.b/app.handler', 'a.b/app', 'handler'],
    ['./app.handler', 'app', 'handler'],
    ['app', 'app', ''],
    ['.handler', '.handler', ''],
    ['../app.handler', '../app.handler', ''],
    ['a..handler', 'a..handler', ''],
    ['a.handler', 'a', 'handler'],
  ])('%s names the file %s and the export %j', (handler, path, exported) => {
    expect(splitHandler(handler)).toEqual({ path, exported });
  });

  it.each([
    ['app.handler', ['app.mjs'], 'app.mjs'],
    ['app.handler', ['app.mjs', 'app.js', 'app.cjs'], 'app.js'],
    ['app.handler', ['app.cjs', 'app.mjs'], 'app.mjs'],
    ['app.handler', ['app.cjs'], 'app.cjs'],
    ['src/app.handler', ['app.js'], 'app.js'],
    ['src/app.handler', ['app.js', 'src/app.mjs'], 'src/app.mjs'],
    ['app.handler', ['app.ts', 'xapp.js', 'app'], undefined],
    ['app.handler', [], undefined],
  ])('%s among %j is %s', (handler, files, found) => {
    expect(findHandlerFile(handler, files)).toBe(found);
  });
});
