/** Gives every property test one seed, so that two runs of the suite are the same; `FC_SEED=random` explores, `FC_SEED=n` repeats. */
import fc from 'fast-check';

const asked = process.env['FC_SEED'];
const seed = asked === 'random' ? Date.now() : Number(asked ?? 20_260_115);

fc.configureGlobal({ ...fc.readConfigureGlobal(), seed });
