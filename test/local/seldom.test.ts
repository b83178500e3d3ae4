import { seldom } from '../../src/local/seldom.ts';

test('what happens over and over is said five times, and then counted', () => {
  const said: string[] = [];
  const windows: (() => void)[] = [];
  const say = seldom(
    (line) => said.push(line),
    (run) => windows.push(run),
  );
  for (let at = 0; at < 1000; at++) say(`POST /${at} (request 8f14e45f-ceea-467f-a9e3-${at}): ENOSPC`);
  say('another line');

  expect(said).toHaveLength(6);
  for (const end of windows) end();
  expect(said.slice(6)).toEqual([
    '995 more lines like this one in 10 s: POST /0 (request 8f14e45f-ceea-467f-a9e3-0): ENOSPC',
  ]);
  say('another line');
  say('POST /7 (request 8f14e45f-ceea-467f-a9e3-7): ENOSPC');
  expect(said).toHaveLength(9);
});

test('more kinds than can be told apart are all said', () => {
  const said: string[] = [];
  const say = seldom(
    (line) => said.push(line),
    () => {},
  );
  const kinds = Array.from({ length: 1100 }, (_, at) => 'x'.repeat(at));
  for (const kind of [...kinds, ...kinds]) say(kind);

  expect(said).toHaveLength(2200);
});
