/** Where an event was found. */
export interface Finding {
  readonly place: string;
  /** A row's key, an object's key and line, a document's id, a queue's name and a message's id. */
  readonly where: string;
  readonly detail: string;
}
