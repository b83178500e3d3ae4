import { joinParts } from '../../../scripts/parts/join-parts.ts';
import { printTemplate } from '../../../scripts/parts/make-templates.ts';
import { type Part, readPart, readSource } from '../../../scripts/parts/read-part.ts';

const partsOf = (texts: Record<string, string>): Map<string, Part> =>
  new Map(Object.entries(texts).map(([name, text]) => [name, readPart(`${name}.yaml`, text)]));

/** What is written of a source, without the line that says where it comes from. */
function written(source: string, parts: Record<string, string> = {}): string {
  const text = printTemplate(readSource('app.yaml', source), partsOf(parts));
  return text.slice(text.indexOf('\n\n') + 2);
}

const problemOf = (source: string, parts: Record<string, string> = {}): string => {
  try {
    joinParts(readSource('app.yaml', source), partsOf(parts));
  } catch (error) {
    return (error as Error).message;
  }
  return 'none';
};

const queue = `# A queue.
needs:
  name: of the queue
takes:
  seconds: 60
  more: {}
---
# It holds messages.
<name>Queue:
  Type: AWS::SQS::Queue
  Properties:
    Retention: <seconds> # in seconds
    Arn: !GetAtt <name>Queue.Arn
    Url: !Sub \${<name>Queue.Url}/<seconds>
    <more>:
    Last: "true"
`;

describe('a part', () => {
  it('puts its entries where it is used, with its name in their keys, texts and tags', () => {
    expect(written('Resources:\n  $queue Orders:\n', { queue })).toBe(`Resources:
  # It holds messages.
  OrdersQueue:
    Type: AWS::SQS::Queue
    Properties:
      Retention: 60 # in seconds
      Arn: !GetAtt OrdersQueue.Arn
      Url: !Sub \${OrdersQueue.Url}/60
      Last: "true"
`);
  });

  it('stands beside other entries and can be used twice, each blank line and comment where it was', () => {
    const source = `Resources:
  # Before.
  Own: 1

  # Of this application.
  $queue Orders:
    seconds: 5
    more:
      # Why.
      A: [x, y]
      B: {}

  $queue Bills:

  # After.
  Last: !If [A, b, !Ref C]
`;

    expect(written(source, { queue: queue.replace(/# in seconds|.*(Arn|Sub|Last|Type).*\n/g, '') })).toBe(`Resources:
  # Before.
  Own: 1

  # Of this application.
  # It holds messages.
  OrdersQueue:
    Properties:
      Retention: 5
      # Why.
      A: [x, y]
      B: {}

  # It holds messages.
  BillsQueue:
    Properties:
      Retention: 60

  # After.
  Last: !If [A, b, !Ref C]
`);
  });

  it('takes numbers, maps and lists whole, as they were written', () => {
    const whole = 'needs: {a: any, b: any, c: any}\n---\nA: <a>\nB: <b>\nC: <c>\n';

    expect(written('X:\n  $whole:\n    a: "1"\n    b: { k: !Ref V }\n    c:\n      - 1\n', { whole })).toBe(
      'X:\n  A: "1"\n  B: {k: !Ref V}\n  C:\n    - 1\n',
    );
  });

  it('puts the items of a list among others, and nothing for an empty one', () => {
    const list =
      'needs: {name: any}\ntakes: {more: []}\n---\nA<name>:\n  - first\n  # Those of the user.\n  - <more>\n  - last\n';

    expect(written('$list 1:\n  more:\n    # Why.\n    - x\n    - [y]\n$list 2:\n', { list })).toBe(
      'A1:\n  - first\n  # Those of the user.\n  # Why.\n  - x\n  - [y]\n  - last\nA2:\n  - first\n  - last\n',
    );
  });

  it('that holds a list stands for items of one, and alone for the whole', () => {
    const grants = '{}\n---\n# Reads.\n- read\n- write\n';

    expect(written('A:\n  - own\n  - $grants:\n  - !If [a, b, c]\nB:\n  $grants:\n', { grants })).toBe(
      'A:\n  - own\n  # Reads.\n  - read\n  - write\n  - !If [a, b, c]\nB:\n  # Reads.\n  - read\n  - write\n',
    );
  });

  it('that holds a map is one item of a list, or a value', () => {
    const grant = 'needs: {on: a table}\n---\nAllow: !Ref <on>\n';

    expect(written('A:\n  # Why.\n  - $grant: { on: T }\nB: !If\n  - Has\n  - $grant: { on: U }\n', { grant })).toBe(
      'A:\n  # Why.\n  - Allow: !Ref T\nB: !If\n  - Has\n  - Allow: !Ref U\n',
    );
  });

  it('can be made of parts, whose arguments come from its own', () => {
    const pair = 'needs: {name: any, n: any}\n---\n$queue <name>:\n  seconds: <n>\n\n$queue <name>Dead:\n';

    expect(
      written('$pair Orders:\n  n: 9\n', {
        pair,
        queue: 'needs: {name: q}\ntakes: {seconds: 60}\n---\n<name>: <seconds>\n',
      }),
    ).toBe('Orders: 9\n\nOrdersDead: 60\n');
  });

  it('leaves comments and blank lines after a use without arguments to what follows', () => {
    const plain = '{}\n---\nA: 1\n';
    const source =
      'R:\n  S:\n    $plain:\n\n  # Next.\n  T: 1\n  U:\n    - V:\n        X: 1\n        $plain:\n    # Item.\n    - 2\n    - W:\n        $plain:\n\nZ:\n  # Alone.\n  $plain:\n';

    expect(written(source, { plain })).toBe(source.replaceAll('$plain:', 'A: 1'));
  });

  it('takes a tagged list as one item of a list', () => {
    const list = 'needs: {parts: any}\n---\nA:\n  - <parts>\n  - b\n';

    expect(written('$list:\n  parts: !Split [",", x]\n', { list })).toBe('A:\n  - !Split [",", x]\n  - b\n');
  });

  it('never reads what it is given as a name of its own', () => {
    const outer = 'needs: {name: any}\n---\n$inner:\n  text: of <name>\n';
    const inner = 'needs: {text: any}\ntakes: {name: mine}\n---\nSaid: <text>\nBy: <name>\n';

    expect(written('$outer Orders:\n', { outer, inner })).toBe('Said: of Orders\nBy: mine\n');
  });
});

describe('what is written', () => {
  it('keeps numbers as they were written, also in keys and inside texts', () => {
    const part = 'needs: {n: any}\n---\nWhole: <n>\nInside: no. <n>\n';
    const numbers = 'A: 012345678901\nB: 12345678901234567890\nC: 1e3\nD: 0x1F\nE: 1.0\n0644: -0\n';

    expect(written(`${numbers}F:\n  $part:\n    n: 1.0\n`, { part })).toBe(
      `${numbers}F:\n  Whole: 1.0\n  Inside: no. 1.0\n`,
    );
  });

  it('has the comment over an argument over what it becomes, by way of another part too', () => {
    const inner =
      'needs: {n: any}\ntakes: {entries: {}, items: []}\n---\n# Own.\nN: <n>\n<entries>:\nL:\n  - <items>\n';
    const outer = 'needs: {n: any}\n---\n$inner:\n  n: <n>\n';
    const source =
      'A:\n  $outer:\n    # Why 5.\n    n: 5\nB:\n  $inner:\n    n: 6\n    # Why entries.\n    entries:\n      # Why.\n      E: 1\n    # Why items.\n    items:\n      - 1\n';

    expect(written(source, { inner, outer })).toBe(
      'A:\n  # Own.\n  # Why 5.\n  N: 5\n  L: []\nB:\n  # Own.\n  N: 6\n  # Why entries.\n  # Why.\n  E: 1\n  L:\n    # Why items.\n    - 1\n',
    );
  });

  it('has a key in quotes as it stands, and a text that begins with $', () => {
    const source = 'Policy:\n  "$or":\n    - a\nStage: $default\nPath: !Sub ${A}\nQuoted: "$plain"\n';

    expect(written(source, { plain: '{}\n---\nA: 1\n' })).toBe(source);
  });

  it('keeps the tag of a map in which a part is used', () => {
    expect(written('A: !Some\n  $plain:\n', { plain: '{}\n---\nB: 1\n' })).toBe('A: !Some\n  B: 1\n');
  });

  it('takes names alone in a map on one line', () => {
    expect(written('A: {B, $plain, C: 1}\n', { plain: '{}\n---\nD: 1\n' })).toBe('A: {B, D: 1, C: 1}\n');
  });
});

describe('what cannot be joined is refused with its place and what to do', () => {
  const parts = {
    queue,
    text: 'needs: {value: any}\n---\nA: x-<value>\n',
    list: '{}\n---\n- 1\n',
    one: '{}\n---\n$two:\n',
    two: '{}\n---\nA:\n  $one:\n',
    plain: '{}\n---\nA: 1\n\nB: 2\n',
    circular: 'takes: {a: 1, b: <a>}\n---\nA: <a> <b>\n',
  };

  it.each([
    [
      'an unknown part',
      'R:\n  $quee Orders:\n',
      'app.yaml:2: there is no part for "$quee Orders"; the parts are circular, list, one, plain, queue, text, two',
    ],
    [
      'a use that names none',
      'R:\n  $ Orders:\n',
      'app.yaml:2: there is no part for "$ Orders"; the parts are circular, list, one, plain, queue, text, two',
    ],
    ['a missing argument', 'R:\n  $text:\n', 'app.yaml:2: the part text also needs value (any)'],
    ['a missing name', 'R:\n  $queue:\n', 'app.yaml:2: the part queue also needs name (of the queue)'],
    [
      'an argument that the part does not take',
      'R:\n  $queue A:\n    second: 3\n',
      'app.yaml:3: the part queue takes no second; it takes name, seconds, more',
    ],
    [
      'a name that the part does not take',
      'R:\n  $plain A:\n',
      'app.yaml:2: the part plain takes no name; write "$plain" alone',
    ],
    [
      'an argument given twice',
      'R:\n  $queue A:\n    name: B\n',
      'app.yaml:3: name is given twice to the part queue; leave one out',
    ],
    [
      'arguments that are no map',
      'R:\n  $queue A: 3\n',
      'app.yaml:2: the arguments of a part are a map, "name: value", or nothing',
    ],
    [
      'a map inside a text',
      'R:\n  $text:\n    value: {}\n',
      'text.yaml:3: <value> stands inside a text, but is given a map, at app.yaml:3; give it a text or a number',
    ],
    [
      'nothing inside a text',
      'R:\n  $text:\n    value:\n',
      'text.yaml:3: <value> stands inside a text, but is given nothing, at app.yaml:3; give it a text or a number',
    ],
    [
      'an intrinsic inside a text',
      'R:\n  $text:\n    value: !Ref A\n',
      'text.yaml:3: <value> stands inside a text, but is given a text with !Ref, at app.yaml:3; give it a text or a number',
    ],
    [
      'an intrinsic in the place of entries',
      'R:\n  $queue A:\n    more: !Some { A: 1 }\n',
      'queue.yaml:15: "<more>" puts entries into a map, but stands for a map with !Some, given at app.yaml:3; give it a map',
    ],
    [
      'a use with two names',
      'R:\n  $queue A B:\n',
      'app.yaml:2: "$queue A B" has too many words; write "$queue" or "$queue Name"',
    ],
    [
      'a use without its colon',
      'R:\n  - $queue A\n',
      'app.yaml:2: $queue A is a text here; write "$queue A:", with a colon, to use the part, and quotes around a text',
    ],
    ['an anchor that nothing names', 'A: &a 1\n', 'app.yaml:1: anchors and aliases are not read; write the value out'],
    ['an argument inside a default', 'R:\n  $circular:\n', 'circular.yaml:1: <a> cannot be used here'],
    [
      'a text in the place of entries',
      'R:\n  $queue A:\n    more: x\n',
      'queue.yaml:15: "<more>" puts entries into a map, but stands for a text, given at app.yaml:3; give it a map',
    ],
    [
      'a list among the entries of a map',
      'R:\n  A: 1\n  $list:\n',
      'app.yaml:3: "$list" puts entries into a map, but stands for a list; give it a map',
    ],
    [
      'two entries of one name',
      'R:\n  B: 1\n  $plain:\n',
      'plain.yaml:5: B is already there, from app.yaml:2; rename one of them or leave it out',
    ],
    [
      'the same from one part used twice',
      'R:\n  $queue A:\n  $plain:\n  AQueue: 1\n',
      'app.yaml:4: AQueue is already there, from queue.yaml:9; rename one of them or leave it out',
    ],
    ['a part that uses itself', 'R:\n  $one:\n', 'two.yaml:4: the part one uses itself, by way of one → two → one'],
    [
      'an argument where none is given',
      'A: <name>\n',
      'app.yaml:1: <name> stands for an argument, and a source has none; write it otherwise, as {name}',
    ],
    ['an alias', 'A: 1\nB: *a\n', 'app.yaml:2: anchors and aliases are not read; write the value out'],
    ['an anchor', 'A: &a 1\nB: *a\n', 'app.yaml:1: anchors and aliases are not read; write the value out'],
    ['what is no YAML', 'A: 1\nB: [\n', expect.stringMatching(/^app\.yaml:\d: this is not YAML: /)],
    ['two documents', 'A: 1\n---\nB: 1\n', 'app.yaml:1: the source of a template is one YAML document, a map'],
  ])('%s', (_, source, problem) => {
    expect(problemOf(source, parts)).toEqual(problem);
  });

  it.each([
    [
      'no arguments said',
      'A: 1\n',
      'part.yaml:1: a part is two YAML documents: "needs" and "takes", then, after a line "---", what it holds; write {} for no arguments',
    ],
    [
      'another word for them',
      'wants: {a: any}\n---\nA: <a>\n',
      'part.yaml:1: a part has "needs" and "takes", not "wants"',
    ],
    [
      'arguments in a list',
      'needs: [a]\n---\nA: <a>\n',
      'part.yaml:1: "needs" is a map, the name of an argument and what it is',
    ],
    [
      'an argument whose name cannot be written between < and >',
      'needs:\n  a_b: any\n---\nA: <a_b>\n',
      'part.yaml:2: the argument a_b needs a name of lower-case letters, digits and hyphens',
    ],
    [
      'nothing in it',
      '{}\n---\n',
      'part.yaml:1: a part is two YAML documents: "needs" and "takes", then, after a line "---", what it holds; write {} for no arguments',
    ],
    [
      'an argument named twice',
      'needs: {a: any}\ntakes: {a: 1}\n---\nA: <a>\n',
      'part.yaml:2: the argument a is named twice; leave it in "needs" or in "takes"',
    ],
    [
      'an argument that it does not name',
      '{}\n---\nA:\n  - x-<b>\n',
      'part.yaml:4: <b> stands for an argument that the part does not name; add b to its "needs" or "takes"',
    ],
    [
      'an argument that it does not use',
      'needs: {a: any}\ntakes: {b: 1}\n---\nA: <a>\n',
      'part.yaml:1: the argument b stands nowhere in the part; write <b> or leave it out',
    ],
  ])('a part with %s', (_, text, problem) => {
    expect(() => readPart('part.yaml', text)).toThrow(problem);
  });
});
