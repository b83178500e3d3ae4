/** Says in one line why an invocation failed, without what the message held. Stands in for no AWS service. */

const MAX_LENGTH = 200;

/**
 * Type and first line of an error's message. Runs of digits and quoted pieces of input (JSON.parse quotes what it
 * could not read) are masked, since an error may repeat the payload.
 */
export function failureReason({ errorType, errorMessage }: { errorType: string; errorMessage: string }): string {
  const [line = ''] = errorMessage.split(/[\r\n]/);
  const plain = line
    .replace(/^RequestId: [\w-]+ Error: /, '')
    .replace(/(?:, )?(?:\.\.\.)?".* is not valid JSON$/, ': the input is not valid JSON')
    .replaceAll(/\d(?:[ -]?\d){11,}/g, '…');
  const told = plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH)}…` : plain;
  return errorType === 'Sandbox.Timedout' || errorType === 'Error' || told.startsWith(errorType)
    ? told
    : `${errorType}: ${told}`;
}
