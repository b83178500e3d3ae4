/** Asks the SAM CLI anew about every recorded case; run by node after a case was added without an answer, or the SAM CLI was updated. */
import { writeFileSync } from 'node:fs';
import { RECORD, recordedCases } from './recorded-cases.ts';
import { askSamCli } from './sam-cli.ts';

const cases = recordedCases().cases.map(({ answer: _answer, ...asked }) => asked);
const { samCli, answers } = askSamCli(cases);
const lines = cases.map((asked, index) => `    ${JSON.stringify({ ...asked, answer: answers[index] })}`);
writeFileSync(RECORD, `{\n  "samCli": ${JSON.stringify(samCli)},\n  "cases": [\n${lines.join(',\n')}\n  ]\n}\n`);
