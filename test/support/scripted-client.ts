/** A client of the AWS SDK whose calls are answered from a list, the last answer again and again; an error is thrown. */
export function scripted<Client extends { send: unknown }>(client: Client, answers: readonly object[]) {
  const asked: Array<[operation: string, input: unknown]> = [];
  const send = async (command: { constructor: { name: string }; input: object }): Promise<object> => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? {};
    // A paginator goes on with the same input.
    asked.push([command.constructor.name.replace(/Command$/, ''), { ...command.input }]);
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { client: Object.assign(client, { send }), asked };
}

/** What a client needs that calls nobody. */
export const NOWHERE = { region: 'us-east-1', credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
