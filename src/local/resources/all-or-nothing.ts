/**
 * Stands in for CloudFormation's removal of a resource whose creation failed after its first call.
 * What goes wrong during that removal is not told; the first failure is.
 */

/** Finishes what has been begun; if that fails, takes it away again and throws the failure. */
export async function allOrNothing(finish: () => Promise<unknown>, takeAway: () => Promise<unknown>): Promise<void> {
  try {
    await finish();
  } catch (error) {
    await takeAway().catch(() => {});
    throw error;
  }
}
