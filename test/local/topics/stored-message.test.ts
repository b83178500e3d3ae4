import { readOutgoing } from '../../../src/local/topics/stored-message.ts';

describe('a stored message', () => {
  it('is read back as it was', () => {
    const message = {
      body: 'x',
      attributes: { k: { DataType: 'String', StringValue: 'v' }, b: { DataType: 'Binary', BinaryValue: 'AAEC' } },
      groupId: 'g',
      traceHeader: 'Root=1-2-3',
    };

    expect(readOutgoing(JSON.stringify(message))).toEqual(message);
    expect(readOutgoing('{"body":"x"}')).toEqual({ body: 'x' });
  });

  it.each(['{}', 'null', '[]'])('that holds nothing is empty: %s', (json) => {
    expect(readOutgoing(json)).toEqual({ body: '' });
  });
});
