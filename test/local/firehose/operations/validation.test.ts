import * as v from 'valibot';
import { parseInput, validationError } from '../../../../src/local/firehose/operations/validation.ts';

const schema = v.object({
  Name: v.string(),
  Records: v.optional(v.array(v.object({ Data: v.pipe(v.string('no text'), v.minLength(2, 'too short')) }))),
});

describe('an input', () => {
  it('is what its schema reads', () => {
    expect(parseInput(schema, { Name: 'a', Other: 1 })).toEqual({ Name: 'a' });
  });

  it('is refused by every member that does not fit, named as AWS names it', () => {
    const refused = (message: string) => expect.objectContaining({ code: 'ValidationException', status: 400, message });

    for (const Name of [undefined, null])
      expect(() => parseInput(schema, { Name })).toThrow(
        refused("1 validation error detected: Value at 'name' failed to satisfy constraint: Member must not be null"),
      );
    expect(() => parseInput(schema, {})).toThrow(
      refused("1 validation error detected: Value at 'name' failed to satisfy constraint: Member must not be null"),
    );
    expect(() => parseInput(schema, { Records: [{ Data: 'ab' }, { Data: 'a' }, {}] })).toThrow(
      refused(
        "3 validation errors detected: Value at 'name' failed to satisfy constraint: Member must not be null; " +
          "Value at 'records.2.member.data' failed to satisfy constraint: too short; " +
          "Value at 'records.3.member.data' failed to satisfy constraint: Member must not be null",
      ),
    );
    expect(() => parseInput(v.string('no text'), 7)).toThrow(
      refused("1 validation error detected: Value at '' failed to satisfy constraint: no text"),
    );
  });

  it('is refused by constraints of more than one member', () => {
    expect(validationError([['a', 'x']]).message).toBe(
      "1 validation error detected: Value at 'a' failed to satisfy constraint: x",
    );
    expect(validationError([]).message).toBe('0 validation errors detected: ');
  });
});
