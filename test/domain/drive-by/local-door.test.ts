import fc from 'fast-check';
import { localDoor } from '../../../src/domain/drive-by/local-door.ts';

const signature =
  'AWS4-HMAC-SHA256 Credential=AKID/20260101/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=0';

describe('the door of a local port', () => {
  const door = localDoor(['Host.docker.internal', 'dev-box']);

  it.each([
    'localhost',
    'LOCALHOST:4566',
    'localhost.:4566',
    '127.0.0.1:4566',
    '127.1.2.3',
    '[::1]:4566',
    '[::1]',
    'events.localhost:4566',
    'events.s3.us-east-1.localhost:4566',
    'host.docker.internal:4566',
    'dev-box',
  ])('is open to the host %s', (host) => {
    expect(door.refusal({ host })).toBeUndefined();
  });

  it.each([
    'evil.example:4566',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1:80@evil.example',
    'notlocalhost',
    '10.0.0.1:4566',
    '0.0.0.0:4566',
    '[::2]:4566',
    'xdev-box',
    '',
    'sqs.us-east-1.amazonaws.com',
  ])('is shut to the host %j', (host) => {
    expect(door.refusal({ host })).toContain('The header Host names');
  });

  it('is open to the names of AWS for a signed request, and to no other name', () => {
    const host = 'sqs.us-east-1.amazonaws.com';

    expect(door.refusal({ host, authorization: signature })).toBeUndefined();
    expect(door.refusal({ host }, { presigned: true })).toBeUndefined();
    expect(door.refusal({ host: 's3.cn-north-1.amazonaws.com.cn', authorization: signature })).toBeUndefined();
    expect(door.refusal({ host, authorization: 'Bearer x' })).toBeDefined();
    expect(door.refusal({ host: 'evil.example', authorization: signature }, { presigned: true })).toBeDefined();
    expect(door.refusal({ host: 'amazonaws.com.evil.example', authorization: signature })).toBeDefined();
  });

  it.each([
    ['http://localhost:5173', undefined],
    ['http://127.0.0.1:3001', undefined],
    ['https://app.localhost', undefined],
    ['http://dev-box:8080', undefined],
    ['https://evil.example', 'The header Origin says that the web page https://evil.example sends this'],
    ['http://localhost.evil.example', 'The header Origin'],
    ['http://localhost@evil.example', 'The header Origin'],
    ['http://evil.example/localhost', 'The header Origin'],
    ['null', 'The header Origin says that the web page null sends this'],
    ['file://', 'The header Origin'],
    ['', 'The header Origin'],
  ])('judges the page %j', (origin, why) => {
    const refusal = door.refusal({ host: 'localhost:4566', origin, 'sec-fetch-site': 'same-site' });

    if (why === undefined) expect(refusal).toBeUndefined();
    else expect(refusal).toContain(why);
  });

  it.each([
    ['cross-site', false],
    ['same-site', true],
    ['same-origin', true],
    ['none', true],
    [undefined, true],
  ])('takes the browser at its word without an Origin: %s', (site, open) => {
    const refusal = door.refusal({ host: 'localhost', ...(site === undefined ? {} : { 'sec-fetch-site': site }) });

    expect(refusal === undefined).toBe(open);
  });

  describe('to a browser that does not say which page asks, as under another name over plain HTTP', () => {
    const agent =
      'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';
    const unmarked = { host: 'dev-box:4566', 'user-agent': agent };

    it('is shut', () => {
      expect(door.refusal(unmarked)).toContain('The header User-Agent says that a browser sends this');
      expect(door.refusal({ ...unmarked, host: 'localhost' })).toContain('The header User-Agent');
      expect(door.refusal(unmarked, { origin: () => false })).toContain('The header User-Agent');
      expect(door.refusal(unmarked, { presigned: true })).toContain('The header User-Agent');
    });

    it('is open where nothing can come of it, and where every page may call', () => {
      expect(door.refusal(unmarked, { isHarmless: true })).toBeUndefined();
      expect(door.refusal({ ...unmarked, 'sec-fetch-site': 'cross-site' }, { isHarmless: true })).toBeDefined();
      expect(door.refusal(unmarked, { origin: (origin) => origin === '*' })).toBeUndefined();
      expect(door.refusal({ ...unmarked, 'sec-fetch-site': 'none' })).toBeUndefined();
      expect(door.refusal({ ...unmarked, origin: 'http://dev-box:3001' })).toBeUndefined();
    });

    it.each([
      'curl/8.5.0',
      'aws-sdk-js/3.900.0 ua/2.1 os/linux',
      'aws-cli/2.31.0 md/awscrt#0.27.6 Mozilla/5.0',
      'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041.1682',
      'Mozilla/5.0 (Linux; Debian GNU/Linux 12 (bookworm)) PowerShell/7.4.0',
    ])('is open to the program %j', (program) => {
      expect(door.refusal({ host: 'dev-box', 'user-agent': program })).toBeUndefined();
    });
  });

  it('lets in the pages that the rules of a resource name, by a name of this machine alone', () => {
    const origin = (asked: string) => asked === 'https://shop.example';
    const from = { origin: 'https://shop.example', 'sec-fetch-site': 'cross-site' };

    expect(door.refusal({ host: 'localhost', ...from }, { origin })).toBeUndefined();
    expect(door.refusal({ host: 'localhost', ...from, origin: 'https://shop.example.org' }, { origin })).toBeDefined();
    expect(door.refusal({ host: 'localhost', 'sec-fetch-site': 'cross-site' }, { origin })).toBeDefined();
    expect(door.refusal({ host: 'localhost', 'sec-fetch-site': 'cross-site' }, { origin: () => true })).toBeUndefined();
    expect(door.refusal({ host: 'shop.example', ...from }, { origin })).toBeDefined();
  });

  it('is shut to every name that only looks like one of this machine, and says nothing that a terminal obeys', () => {
    const near = fc.constantFrom('localhost', '127.0.0.1', 'dev-box', '[::1]', '');
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), near, fc.domain(), (before, middle, domain) => {
        const refusal = door.refusal({ host: `${before}${middle}.${domain}` });
        expect(refusal).toMatch(/^[ -~]+$/);
      }),
    );
  });
});
