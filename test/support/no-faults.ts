import type { FaultGate } from '../../src/local/context.ts';

/** No fault at all. */
export const noFaults: FaultGate = { pass: () => undefined };
