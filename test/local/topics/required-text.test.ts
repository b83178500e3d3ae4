import { requiredText } from '../../../src/local/topics/required-text.ts';

describe('a required text', () => {
  it('is given as it is, also when it is empty', () => {
    expect(requiredText({ TopicArn: 'a' }, 'TopicArn')).toBe('a');
    expect(requiredText({ TopicArn: '' }, 'TopicArn')).toBe('');
  });

  it.each([
    ['TopicArn', 'topicArn'],
    ['Label', 'label'],
  ])('that is not there is told by the name in the service’s model: %s', (name, member) => {
    expect(() => requiredText({}, name)).toThrow(
      expect.objectContaining({
        code: 'ValidationError',
        message: `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
      }),
    );
  });
});
