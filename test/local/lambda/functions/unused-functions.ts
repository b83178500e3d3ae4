import type { FunctionControl } from '../../../../src/local/lambda/functions/function-control.ts';

const unused = (): never => {
  throw new Error('no function is asked for here');
};

/** Functions that a test of something else never asks for. */
export const unusedFunctions: FunctionControl = {
  create: unused,
  update: unused,
  configure: unused,
  remove: unused,
  stored: unused,
  get: unused,
  code: unused,
  list: unused,
  prebuild: unused,
  prepare: unused,
  invoke: unused,
  runners: unused,
  metrics: unused,
  close: unused,
};
