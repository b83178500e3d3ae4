import { judge } from '../../../src/local/alarms/missing-data.ts';

/** The tables of the CloudWatch guide: `X` breaches, `0` does not, `-` is missing, the newest last; `retain` is no change. */
const range = (text: string) => [...text].map((each) => (each === '-' ? undefined : each === 'X'));
const I = 'INSUFFICIENT_DATA';

describe('periods without data', () => {
  it.each([
    [3, '0-X-X', 'OK', 'OK', 'OK', 'OK'],
    [3, '0----', 'OK', 'OK', 'OK', 'OK'],
    [3, '-----', I, 'retain', 'ALARM', 'OK'],
    [3, '0XX-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [3, '----X', I, 'retain', 'ALARM', 'OK'],
    [3, 'X----', 'ALARM', 'retain', 'ALARM', 'OK'],
    [2, '0-X-X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '00X0X', 'ALARM', 'ALARM', 'ALARM', 'ALARM'],
    [2, '0-X--', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '----0', 'OK', 'OK', 'ALARM', 'OK'],
    [2, '----X', I, 'retain', 'ALARM', 'OK'],
  ])('of which %s of 3 must breach are judged in %s as the guide says', (toAlarm, text, ...expected) => {
    const judged = (['missing', 'ignore', 'breaching', 'notBreaching'] as const).map(
      (missing) => judge(range(text), { periods: 3, toAlarm, missing }).state ?? 'retain',
    );

    expect(judged).toEqual(expected);
  });
});
