/** Template parameters are read as the SAM CLI reads them: generated command lines and configuration files, and the recorded cases. */
import fc from 'fast-check';
import { answerOf, commandLine, configFile, type ParameterCase } from '../../support/parameters/parameter-cases.ts';
import { recordedCases } from '../../support/parameters/recorded-cases.ts';
import { askSamCli, missingSamCli } from '../../support/parameters/sam-cli.ts';

const missing = missingSamCli();
if (missing) console.warn(`Skipped: the comparison with the SAM CLI, because ${missing}.`);
const suite = missing ? describe.skip : describe;

const COMMAND_LINES = 6000;
const FILES = 2000;

function differences(cases: readonly ParameterCase[]) {
  const { answers } = askSamCli(cases);
  return cases.flatMap((each, index) => {
    const [ours, theirs] = [answerOf(each), answers[index]];
    return JSON.stringify(sorted(ours)) === JSON.stringify(sorted(theirs)) ? [] : [{ case: each, ours, theirs }];
  });
}

function sorted(answer: object | undefined): unknown {
  if (answer === undefined || !('parameters' in answer)) return answer;
  return Object.entries(answer.parameters as object).sort(([a], [b]) => (a < b ? -1 : 1));
}

suite('the stack and the SAM CLI', () => {
  it(`take the same parameters from ${COMMAND_LINES} command lines`, () => {
    expect(differences(fc.sample(commandLine, COMMAND_LINES)).slice(0, 5)).toEqual([]);
  });

  it(`take the same parameters from ${FILES} configuration files`, () => {
    expect(differences(fc.sample(configFile, FILES)).slice(0, 5)).toEqual([]);
  });

  it('still agree on the recorded cases, of the version that was recorded', () => {
    const { samCli, cases } = recordedCases();

    const asked = askSamCli(cases);

    expect(asked).toEqual({ samCli, answers: cases.map(({ answer }) => answer) });
  });
});
