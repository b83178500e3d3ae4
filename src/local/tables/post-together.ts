/**
 * Stands in for nothing of DynamoDB: it gathers messages between threads, because waking a thread costs more than a message.
 * It keeps the order; it waits for no more than the turn of the event loop.
 */

/** A function that sends what it is given during one turn of the event loop as one list. */
export function postTogether<T>(send: (messages: T[]) => void): (message: T) => void {
  let gathered: T[] = [];
  return (message) => {
    gathered.push(message);
    if (gathered.length > 1) return;
    setImmediate(() => {
      const messages = gathered;
      gathered = [];
      send(messages);
    });
  };
}
