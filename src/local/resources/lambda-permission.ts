/**
 * Stands in for AWS::Lambda::Permission.
 * It is given back in the function's policy; nothing is authorised locally, so it has no effect.
 */
import { defineResource } from './provider.ts';
import { accepted, flag, required, text } from './shapes.ts';

const needed = { ...required(text), effect: 'accepted' } as const;

/** The right of another service to invoke a function. */
export const permission = defineResource({
  type: 'AWS::Lambda::Permission',
  effect: 'accepted',
  attributes: ['Id'],
  table: {
    Action: needed,
    EventSourceToken: accepted(text),
    FunctionName: needed,
    FunctionUrlAuthType: accepted(text),
    InvokedViaFunctionUrl: accepted(flag),
    Principal: needed,
    PrincipalOrgID: accepted(text),
    SourceAccount: accepted(text),
    SourceArn: accepted(text),
  },
  create({ FunctionName, ...given }, { engines, generatedName }) {
    const id = generatedName(64);
    engines.functions.allow(FunctionName, id, given);
    return id;
  },
  update(id, { FunctionName, ...given }, { engines }, previous) {
    engines.functions.disallow(previous.FunctionName, id);
    engines.functions.allow(FunctionName, id, given);
  },
  delete: (id, { engines }, { FunctionName }) => engines.functions.disallow(FunctionName, id),
  describe: (name) => ({ ref: name, attributes: { Id: name } }),
});
