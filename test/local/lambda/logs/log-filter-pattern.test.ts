import { filterPattern } from '../../../../src/local/lambda/logs/log-filter-pattern.ts';

const refusal = (message: string) => expect.objectContaining({ code: 'InvalidParameterException', message });

describe('a filter pattern of terms', () => {
  it.each([
    ['', 'anything', true],
    ['  ', 'anything', true],
    ['ERROR', 'an ERROR here', true],
    ['ERROR', 'an error here', false],
    ['ERROR here', 'here an ERROR', true],
    ['ERROR there', 'here an ERROR', false],
    ['"an ERROR"', 'here an ERROR', true],
    ['"ERROR an"', 'here an ERROR', false],
    ['ERROR -here', 'an ERROR', true],
    ['ERROR -here', 'an ERROR here', false],
    ['ERROR -"an x"', 'an ERROR an y', true],
    ['-here', 'there', false],
    ['?a ?b', 'xbx', true],
    ['?a ?b', 'xax', true],
    ['?a ?b', 'xyz', false],
    ['?"a b"', 'a b', true],
    ['?"a b"', 'ab', false],
    ['x ?a', 'x', true],
    ['"say \\"hi\\""', 'say "hi"', true],
    ['"say \\"hi\\""', 'say hi', false],
    ['"a\\\\b"', 'a\\b', true],
    ['%ERR[A-Z]+%', 'an ERROR', true],
    ['%^ERROR%', 'an ERROR', false],
    ['ERROR -%h.re$%', 'ERROR here', false],
  ])('%s on the line %s: %p', (pattern, line, expected) => {
    expect(filterPattern(pattern)(line)).toBe(expected);
  });

  it.each([
    ['a"b', `Invalid filter pattern: Invalid character(s) in term 'a"b'`],
    ['REPORT RequestId:', "Invalid filter pattern: Invalid character(s) in term 'RequestId:'"],
    ['""', `Invalid filter pattern: Invalid character(s) in term '""'`],
    ['-', "Invalid filter pattern: Invalid character(s) in term '-'"],
    ['%a!%', "Invalid filter pattern: Invalid character(s) in term '%a!%'"],
    ['%(a)%', "Invalid filter pattern: Invalid character(s) in term '%(a)%'"],
    ['%a{200}b{200}%', 'Invalid filter pattern: the regular expression %a{200}b{200}% repeats too much'],
    ['{ $.a = 1', "If a filter pattern starts with '{' it must end with '}'"],
    ['[a, b', "If a filter pattern starts with '[' it must end with ']'"],
  ])('is not %s', (pattern, message) => {
    expect(() => filterPattern(pattern)).toThrow(refusal(message));
  });

  it('has 1,024 characters at most', () => {
    expect(filterPattern('a'.repeat(1024))('b')).toBe(false);
    expect(() => filterPattern('a'.repeat(1025))).toThrow('Member must have length less than or equal to 1024');
  });
});

describe('a JSON filter pattern', () => {
  const line = JSON.stringify({
    level: 'ERROR',
    status: 404,
    ok: true,
    off: false,
    none: null,
    text: '7',
    user: { id: 1, 'e.mail': 'ada@example.org', tags: ['x', { name: 'gold' }] },
  });
  it.each([
    ['{ $.level = "ERROR" }', true],
    ['{$.level="ERROR"}', true],
    ['{ $.level = ERROR }', true],
    ['{ $.level = "error" }', false],
    ['{ $.level = "ERR*" }', true],
    ['{ $.level = *RO* }', true],
    ['{ $.level = "E*E*R" }', false],
    ['{ $.level != "ERROR" }', false],
    ['{ $.level != "INFO" }', true],
    ['{ $.missing != "INFO" }', false],
    ['{ $.status = 404 }', true],
    ['{ $.status = 4.04e2 }', true],
    ['{ $.status = 4* }', true],
    ['{ $.status != 404 }', false],
    ['{ $.status > 403 }', true],
    ['{ $.status > 404 }', false],
    ['{ $.status >= 404 }', true],
    ['{ $.status < 404 }', false],
    ['{ $.status <= 404 }', true],
    ['{ $.level > 1 }', false],
    ['{ $.text > 6 }', true],
    ['{ $.ok IS TRUE }', true],
    ['{ $.off IS TRUE }', false],
    ['{ $.off is false }', true],
    ['{ $.none IS NULL }', true],
    ['{ $.missing IS NULL }', false],
    ['{ $.none = "null" }', false],
    ['{ $.missing NOT EXISTS }', true],
    ['{ $.none NOT EXISTS }', false],
    ['{ $.level.x NOT EXISTS }', true],
    ['{ $.toString NOT EXISTS }', true],
    ['{ $.user.id = 1 }', true],
    [`{ $.user.['e.mail'] = "*@example.org" }`, true],
    ['{ $.user["e.mail"] = %^ada@[a-z.]+$% }', true],
    ['{ $.user.tags[0] = "x" }', true],
    ['{ $.user.tags[1].name = "gold" }', true],
    ['{ $.user.tags[2] NOT EXISTS }', true],
    ['{ $.user = "x" }', false],
    ['{ $.level = "INFO" || $.status = 404 && $.ok IS TRUE }', true],
    ['{ ($.level = "INFO" || $.status = 404) && $.ok IS FALSE }', false],
    ['{ (($.level = %ERR|WARN%) && ($.status = 404)) }', true],
  ])('%s: %p', (pattern, expected) => {
    expect(filterPattern(pattern)(line)).toBe(expected);
  });

  it.each(['ERROR', 'x {"level":"ERROR"}', '{"level":"ERROR"', '"ERROR"'])('matches no line such as %s', (other) => {
    expect(filterPattern('{ $.level NOT EXISTS || $.level = "ERROR" }')(other)).toBe(false);
  });

  it.each([
    ['{}', 'Invalid filter pattern: it ends too early'],
    ['{ $.a }', 'Invalid filter pattern: it ends too early'],
    ['{ $.a = }', 'Invalid filter pattern: it ends too early'],
    ['{ level = 1 }', 'Invalid filter pattern: a property begins with $., and level does not'],
    ['{ $.a = 1 $.b = 2 }', 'Invalid filter pattern: nothing is expected at $.b'],
    ['{ ($.a = 1 }', 'Invalid filter pattern: it ends too early'],
    ['{ ($.a = 1 $.b = 2) }', "Invalid filter pattern: ')' is missing before $.b"],
    ['{ $.a > x }', 'Invalid filter pattern: > takes a number, not x'],
    ['{ $.a ~ 1 }', 'Invalid filter pattern: ~ is no operator'],
    ['{ $.a IS 1 }', 'Invalid filter pattern: IS is followed by NULL, TRUE or FALSE, not 1'],
    ['{ $.a NOT THERE }', 'Invalid filter pattern: NOT is followed by EXISTS alone'],
    ['{ $.a = "x }', `Invalid filter pattern: Invalid character(s) in term '"x'`],
  ])('is not %s', (pattern, message) => {
    expect(() => filterPattern(pattern)).toThrow(refusal(message));
  });
});

describe('a space-delimited filter pattern', () => {
  const line = '127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534';
  it.each([
    ['[ip, id, user, time, request, status, bytes]', true],
    ['[ip, id, user, time, request, status]', false],
    ['[ip, user, id, time, request = *.html*, status = 4*, bytes > 1000]', true],
    ['[ip, id, user, time, request, status = 4*, bytes > 2000]', false],
    ['[..., status = 404, bytes]', true],
    ['[..., status = 200, bytes]', false],
    ['[ip = 127.*, ...]', true],
    ['[ip = %127\\.0\\.0\\.[1-9]%, ...]', true],
    ['[ip, ..., bytes >= 1534]', true],
    ['[ip, a, b, c, d, e, f, ..., g]', false],
    ['[..., status = 404 || status = 410, bytes]', true],
    ['[..., status >= 400 && status < 404, bytes]', false],
    ['[..., request = "GET *,*", status, bytes]', false],
    ['[ip, id, user != "frank", ...]', false],
    ['[...]', true],
  ])('%s: %p', (pattern, expected) => {
    expect(filterPattern(pattern)(line)).toBe(expected);
  });

  it.each([
    ['[w1, w2]', 'a [b', true],
    ['[w1, w2]', '"a b', true],
    ['[w1]', '', false],
    ['[w1 = "a b"]', '"a b"', true],
  ])('%s on the line %s: %p', (pattern, odd, expected) => {
    expect(filterPattern(pattern)(odd)).toBe(expected);
  });

  it.each([
    ['[..., a, ...]', "Invalid filter pattern: '...' stands for the fields in one place only"],
    ['[a = 4* && b > 1000]', 'Invalid filter pattern: a field has one name, not a and b'],
    ['[a =, b]', 'Invalid filter pattern: it ends too early'],
  ])('is not %s', (pattern, message) => {
    expect(() => filterPattern(pattern)).toThrow(refusal(message));
  });
});
