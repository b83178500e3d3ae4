/** Something in a part or a source that no template can be made of: where it stands, and what to do. */
export class PartError extends Error {
  constructor(place: string, message: string) {
    super(`${place}: ${message}`);
    this.name = 'PartError';
  }
}
